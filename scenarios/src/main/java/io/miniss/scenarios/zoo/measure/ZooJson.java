package io.miniss.scenarios.zoo.measure;

import io.miniss.simulator.engine.RunFailure;
import io.miniss.simulator.json.JsonWriter;
import io.miniss.simulator.replay.ReplayLine;
import io.miniss.simulator.search.ExhaustiveSearch.Outcome;
import java.util.List;
import java.util.Locale;

/** The measured zoo for programs. */
public final class ZooJson {
  private ZooJson() {}

  /** One object. */
  public static String of(List<Row> rows, Effort effort) {
    JsonWriter json = new JsonWriter().open('{');
    json.key("campaigns").value(effort.campaigns());
    json.key("runs").value(effort.runs());
    json.key("fixedRuns").value(effort.fixedRuns());
    json.key("searchRuns").value(effort.searchRuns());
    json.key("firstSeed").value(effort.firstSeed());
    json.key("stride").value(Effort.STRIDE);
    json.key("exhibits").open('[').line();
    for (Row row : rows) {
      add(json, row);
      json.line();
    }
    return json.close(']').close('}').line().toString();
  }

  private static void add(JsonWriter json, Row row) {
    json.open('{');
    json.key("number").value(row.exhibit().number());
    json.key("kind").value(row.exhibit().label().kind().text());
    json.key("title").value(row.exhibit().label().title());
    json.key("asItShouldBe").value(row.isAsItShouldBe());
    json.key("seenAs").open('{');
    row.seenAs().forEach((seen, campaigns) -> json.key(seen).value(campaigns));
    json.close('}');
    json.key("strategies").open('[').line();
    row.cells().forEach((contestant, cell) -> add(json, contestant, cell));
    json.close(']');
    json.key("fixed").open('{').key("runs").value(row.fixedRuns());
    row.fixedFailure()
        .ifPresent(
            failed -> json
                .key("replay")
                .value(
                    ReplayLine.of("zoo-" + row.exhibit().number() + "-fixed", failed).toString()));
    json.close('}');
    row.proof().ifPresent(proof -> add(json, proof));
    json.close('}');
  }

  /** The runs are those of the campaigns that found the bug, in the order of the campaigns. */
  private static void add(JsonWriter json, Contestant contestant, Cell cell) {
    json.open('{').key("strategy").value(contestant.title());
    cell.median().ifPresent(runs -> json.key("median").value(runs));
    cell.most().ifPresent(runs -> json.key("most").value(runs));
    json.key("foundByAll").value(cell.isFoundByAll());
    json.key("runs").open('[');
    List<Find> finds = cell.isDecided() ? List.of() : cell.finds();
    finds.stream()
        .filter(find -> find.failed().isPresent())
        .forEach(find -> json.value(find.runs()));
    json.close(']').close('}').line();
  }

  private static void add(JsonWriter json, Proof proof) {
    json.key("searched").open('{');
    json.key("seed").value(proof.workload().seed());
    json.key("sizes").open('{');
    proof.workload().sizes().forEach((name, size) -> json.key(name).value(size));
    json.close('}');
    json.key("stepsCostTime").value(proof.workload().stepsCostTime());
    json.key("buggy");
    add(json, proof.buggy());
    json.key("fixed");
    add(json, proof.fixed());
    json.close('}');
  }

  private static void add(JsonWriter json, Outcome outcome) {
    json.open('{');
    json.key("coverage").value(outcome.coverage().name().toLowerCase(Locale.ROOT));
    json.key("preemptions").value(outcome.preemptions());
    json.key("runs").value(outcome.runs());
    json.key("lastRuns").value(outcome.lastRuns());
    outcome.failure()
        .flatMap(failed -> failed.failure())
        .ifPresent(failure -> add(json, failure));
    json.close('}');
  }

  private static void add(JsonWriter json, RunFailure failure) {
    json.key("failure").value(failure.kind() + " " + failure.name());
  }
}

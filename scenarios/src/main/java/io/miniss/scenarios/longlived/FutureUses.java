package io.miniss.scenarios.longlived;

import io.miniss.runtime.future.Future;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.scenarios.longlived.Use.Where;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Futures that are derived and come to an end, from what lives on or from what ends as well. */
final class FutureUses {
  /** What derives a future, on a core or outside any core. */
  @FunctionalInterface
  private interface Derived {
    void use(Site site, boolean onCore) throws Exception;
  }

  static final List<Use> ALL =
      Stream.of(
          uses("timeout that passes", 1, 1, FutureUses::timeoutPasses),
          uses("timeout that a result beats", 0, 0, FutureUses::timeoutBeaten),
          uses("any with one that is ready", 1, 2, FutureUses::anyWithReady),
          uses("any with one that wins", 1, 2, FutureUses::anyWithWinner),
          uses("all", 0, 1, FutureUses::all),
          uses("chain of functions", 0, 1, FutureUses::chain),
          uses("function that returns what waits", 0, 1, FutureUses::functionReturnsWaiting),
          uses("callback", 0, 1, FutureUses::callback),
          uses("stage", 0, 1, FutureUses::stage),
          Stream.of(
              new Use("next " + Loop.ROUND, Where.ANYWHERE, 0, FutureUses::nextRound)))
          .flatMap(uses -> uses)
          .toList();

  private FutureUses() {}

  /** Outside any core, what waits is entered where it is told of the end of the runtime, too. */
  private static Stream<Use> uses(String name, int lists, int listsOutside, Derived derived) {
    return Stream.of(
        new Use(name + " on a core", Where.ANYWHERE, lists, site -> derived.use(site, true)),
        new Use(name + " outside", Where.OUTSIDE, listsOutside, site -> derived.use(site, false)));
  }

  private static void timeoutPasses(Site site, boolean onCore) throws Exception {
    Future<Object> limited = site.at(onCore, () -> site.target().timeout(site.shortTime()));
    try {
      Object result = limited.join();
      site.require(false, "a time limit on what nobody completes passes: " + result);
    } catch (CompletionException expected) {
      site.require(
          expected.getCause() instanceof TimeoutException, "a time limit that passes says so");
    }
    site.keep(site.note(limited));
  }

  private static void timeoutBeaten(Site site, boolean onCore) throws Exception {
    Promise<Object> soon = site.runtime().newPromise();
    endsWith(site, site.at(onCore, () -> soon.future().timeout(Site.LONG)), soon);
  }

  /** Completes {@code soon}, here or there, with which {@code derived} ends. */
  private static void endsWith(Site site, Future<Object> derived, Promise<Object> soon)
      throws Exception {
    Object marker = site.marker();
    if (site.random().nextBoolean()) {
      site.pause();
    }
    site.require(
        site.hereOrThere(() -> soon.tryComplete(marker)), "a promise is completed by its owner");
    site.require(derived.join() == marker, "who wins has its result");
    site.keep(site.note(derived));
  }

  private static void anyWithReady(Site site, boolean onCore) throws Exception {
    Future<Object> ready = Future.completed(site.marker());
    Future<Object> any = site.at(onCore, () -> Future.any(List.of(site.target(), ready)));
    site.require(any.join() == ready.getNow(), "any has the result of the one that is ready");
    site.keep(site.note(any));
  }

  private static void anyWithWinner(Site site, boolean onCore) throws Exception {
    Promise<Object> soon = site.runtime().newPromise();
    List<Future<Object>> both =
        site.random().nextBoolean()
            ? List.of(site.target(), soon.future())
            : List.of(soon.future(), site.target());
    endsWith(site, site.at(onCore, () -> Future.any(both)), soon);
  }

  private static void all(Site site, boolean onCore) throws Exception {
    Promise<Object> first = site.runtime().newPromise();
    Promise<Object> second = site.runtime().newPromise();
    Future<Object> all =
        site.at(
            onCore,
            () -> Future.all(List.of(first.future(), second.future())).map(List::getLast));
    first.complete(site.marker());
    endsWith(site, all, second);
  }

  private static void chain(Site site, boolean onCore) throws Exception {
    Promise<Object> soon = site.runtime().newPromise();
    boolean linked = site.random().nextBoolean();
    Future<Object> end =
        site.at(
            onCore,
            () -> soon.future()
                .map(value -> value)
                .flatMap(
                    value -> linked ? Future.completed(value) : soon.future().map(same -> same))
                .recover(failure -> failure));
    endsWith(site, end, soon);
  }

  /** A function returns what another one has led to that was called before, and waits. */
  private static void functionReturnsWaiting(Site site, boolean onCore) throws Exception {
    Promise<Object> soon = site.runtime().newPromise();
    Promise<Object> first = site.runtime().newPromise();
    Promise<Object> second = site.runtime().newPromise();
    Future<Object> end =
        site.at(
            onCore,
            () -> {
              Future<Object> waits =
                  site.note(
                      first.future().flatMap(value -> soon.future().map(same -> same)));
              return second.future().flatMap(value -> waits);
            });
    first.complete(site.marker());
    if (site.random().nextBoolean()) {
      site.pause();
    }
    second.complete(site.marker());
    endsWith(site, end, soon);
  }

  private static void callback(Site site, boolean onCore) throws Exception {
    Promise<Object> soon = site.runtime().newPromise();
    Promise<Object> called = site.runtime().newPromise();
    boolean _ =
        site.at(
            onCore,
            () -> {
              soon.future().onComplete((value, failure) -> called.complete(soon.future().getNow()));
              return true;
            });
    endsWith(site, called.future(), soon);
  }

  private static void stage(Site site, boolean onCore) throws Exception {
    Promise<Object> soon = site.runtime().newPromise();
    CompletionStage<Object> stage = site.at(onCore, () -> soon.future().toCompletionStage());
    CompletableFuture<Object> later = new CompletableFuture<>();
    var _ = stage.thenAccept(later::complete);
    endsWith(site, site.runtime().adopt(later), soon);
  }

  private static void nextRound(Site site) {
    Loop loop = site.ground().loop();
    TaskOptions onItsCore = TaskOptions.defaults().on(loop.core());
    site.awaitEnd(
        site.task(
            onItsCore,
            () -> {
              loop.goOn(false);
              return true;
            }));
  }
}

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Says of each mutant of the catalogue, or of those that PIT has made of a module, what kills it: {@code explore --all},
 * the same with faults, or tests. The class of a mutant is put in front of the classes of the unchanged
 * program, so that none costs more than its runs.
 *
 * <p>Started by {@code ci/mutants} and {@code ci/pit}.
 */
final class Mutants {
  /**
   * Tests that never judge: those of what is not on the class path of a mutant (the sources, the jars, other JVMs, one
   * test engine only), and those that take half a minute.
   */
  private static final Pattern NO_JUDGES =
      Pattern.compile(
          "\\.architecture\\.|\\.(ModulePath|ProcessEnd|OtherJvmAudit|FailureSurvives|PublishedCode|Weave|TracePageBrowser"
              + "|FindingBugs|LongTrace|Watchdog|FullHeap)Test$");

  private final Path root;
  private final Path jdk;
  private final String libraries;
  private final Path work;
  private final Catalogue catalogue;
  private final ProjectClasses project;
  private int seeds = 2_000;
  private long limitSeconds = 180;
  private String pattern = "";
  private String first = "";
  private boolean quick;

  private Mutants(Path root, Path jdk, String libraries) throws IOException {
    this.root = root;
    this.jdk = jdk;
    this.libraries = libraries;
    this.work = Files.createTempDirectory("miniss-mutants");
    this.catalogue = new Catalogue(root);
    this.project = new ProjectClasses(root, libraries);
  }

  public static void main(String[] args) throws Exception {
    Mutants mutants = new Mutants(Path.of(args[0]), Path.of(args[1]), args[2]);
    boolean checkOnly = false;
    Path compiled = null;
    String module = "runtime";
    int sample = Integer.MAX_VALUE;
    for (int i = 3; i < args.length; i++) {
      switch (args[i]) {
        case "--seeds" -> mutants.seeds = Integer.parseInt(args[++i]);
        case "--limit" -> mutants.limitSeconds = Long.parseLong(args[++i]);
        case "--only" -> mutants.pattern = args[++i];
        case "--from" -> mutants.first = args[++i];
        case "--check" -> checkOnly = true;
        case "--quick" -> mutants.quick = true;
        case "--compiled" -> compiled = Path.of(args[++i]);
        case "--module" -> module = args[++i];
        case "--sample" -> sample = Integer.parseInt(args[++i]);
        default -> {
          System.out.println(
              "ci/mutants [--only REGEX] [--from NAME] [--seeds N] [--limit SECONDS] [--quick] [--check]\n"
                  + "  --only   mutants whose name the regular expression is in\n"
                  + "  --from   not those before the one of this name\n"
                  + "  --seeds  of each scenario (2000)\n"
                  + "  --limit  CPU time of exploring a scenario, or of a test; what takes longer counts as killed (180)\n"
                  + "  --quick  explore the scenario of all features only, without faults\n"
                  + "  --check  only whether each mutant still fits the code\n"
                  + "exit code: 0 if none survives, 1 if one does, 2 for bad usage");
          System.exit(args[i].equals("--help") ? 0 : 2);
        }
      }
    }
    boolean passed = compiled == null ? mutants.judgeCatalogue(checkOnly) : mutants.judgeCompiled(compiled, module, sample);
    System.exit(passed ? 0 : 1);
  }

  /** Judges the mutants of the catalogue, each by the tests that it names; true if none survives. */
  private boolean judgeCatalogue(boolean checkOnly) throws Exception {
    List<Catalogue.Mutant> chosen =
        catalogue.all().stream()
            .dropWhile(each -> !first.isEmpty() && !each.name().equals(first))
            .filter(each -> isChosen(each.name()))
            .toList();
    Map<Catalogue.Mutant, Catalogue.Fit> fits = new LinkedHashMap<>();
    for (Catalogue.Mutant mutant : chosen) {
      for (String test : mutant.tests()) {
        if (!project.isTest(test)) {
          throw new IllegalStateException(mutant.name() + " names no test: " + test);
        }
      }
      List<Catalogue.Fit> found = catalogue.fits(mutant);
      if (found.size() == 1) {
        fits.put(mutant, found.getFirst());
      } else {
        System.out.printf("%-40s %s%n", mutant.name(), found.isEmpty() ? "DOES NOT FIT" : "FITS MORE THAN ONCE");
      }
    }
    System.out.printf("%d of %d mutants fit the code%n", fits.size(), chosen.size());
    if (checkOnly) {
      return fits.size() == chosen.size();
    }
    Judge judge = judge();
    Unchanged unchanged = unchanged();
    if (fits.keySet().stream().anyMatch(each -> isExplored(each.module()))) {
      requirePasses(judge, unchanged.main());
    }
    for (String test : new TreeSet<>(fits.keySet().stream().flatMap(each -> each.tests().stream()).toList())) {
      var _ = judge.millisOf(unchanged.withTests(), List.of(test));
    }
    int survivors = 0;
    for (Map.Entry<Catalogue.Mutant, Catalogue.Fit> each : fits.entrySet()) {
      Catalogue.Mutant mutant = each.getKey();
      String verdict =
          mutant.equivalent().isEmpty()
              ? judged(judge, mutant, each.getValue(), unchanged)
              : "equivalent: " + mutant.equivalent();
      survivors += verdict.startsWith("SURVIVES") ? 1 : 0;
      report(mutant.name(), verdict, mutant.promise());
    }
    System.out.printf("%d of %d survive%n", survivors, chosen.size());
    return survivors == 0 && fits.size() == chosen.size();
  }

  /**
   * Judges mutants of {@code module} that PIT has compiled, by all tests of the module and those that the catalogue
   * names for it; true if none survives.
   */
  private boolean judgeCompiled(Path directory, String module, int sample) throws Exception {
    List<MechanicalMutants.Mechanical> chosen =
        MechanicalMutants.sample(directory, sample).stream()
            .dropWhile(each -> !first.isEmpty() && !each.name().equals(first))
            .filter(each -> isChosen(each.name()))
            .toList();
    List<String> tests =
        Stream.concat(
                project.testsOf(module).stream(),
                catalogue.read(module + ".txt").stream().flatMap(each -> each.tests().stream()))
            .filter(each -> !NO_JUDGES.matcher(each).find())
            .distinct()
            .toList();
    Judge judge = judge();
    Unchanged unchanged = unchanged();
    if (isExplored(module)) {
      requirePasses(judge, unchanged.main());
    }
    List<String> quickFirst = quickFirst(tests, judge.millisOf(unchanged.withTests(), tests));
    int explored = 0;
    int tested = 0;
    for (MechanicalMutants.Mechanical mutant : chosen) {
      Path overlay = Files.createTempDirectory(work, "overlay");
      mutant.writeTo(overlay);
      Unchanged mutated = unchanged.behind(overlay);
      String verdict = isExplored(module) ? judge.byExploring(mutated.main()) : "";
      if (!verdict.isEmpty()) {
        explored++;
      } else {
        verdict = judge.byTests(mutated.withTests(), nearestFirst(quickFirst, mutant.type()));
        tested += verdict.isEmpty() ? 0 : 1;
      }
      report(mutant.name(), verdict.isEmpty() ? "SURVIVES" : verdict, mutant.change());
    }
    int survivors = chosen.size() - explored - tested;
    System.out.printf(
        "%d mutants: %d killed by exploring, %d by tests, %d survive: %.1f %% killed%n",
        chosen.size(), explored, tested, survivors, 100.0 * (explored + tested) / Math.max(1, chosen.size()));
    return survivors == 0;
  }

  private static List<String> quickFirst(List<String> tests, Map<String, Long> millis) {
    return tests.stream().sorted(Comparator.comparing(each -> millis.getOrDefault(each, 0L))).toList();
  }

  /** The tests of the package of {@code type}, which kill most of its mutants, before the others. */
  private static List<String> nearestFirst(List<String> tests, String type) {
    return tests.stream().sorted(Comparator.comparing(each -> !packageOf(each).equals(packageOf(type)))).toList();
  }

  private static String packageOf(String type) {
    return type.substring(0, type.lastIndexOf('.'));
  }

  /** Whether exploring says anything of a module's mutants: the simulator is what explores. */
  private static boolean isExplored(String module) {
    return !module.equals("simulator");
  }

  private static void report(String name, String verdict, String what) {
    System.out.printf("%-40s %-50s %s%n", name, verdict, what);
    System.out.flush(); // the next one takes minutes
  }

  private boolean isChosen(String name) {
    return Pattern.compile(pattern).matcher(name).find();
  }

  private Judge judge() throws IOException {
    return new Judge(root, jdk, work, seeds, limitSeconds, quick);
  }

  /** The program as it is: the class path of it, and with its tests. */
  private record Unchanged(String main, String withTests) {
    /** The same where the class in {@code overlay} comes first. */
    Unchanged behind(Path overlay) {
      return new Unchanged(
          overlay + File.pathSeparator + main, overlay + File.pathSeparator + withTests);
    }
  }

  /** Compiles the program as it is. */
  private Unchanged unchanged() throws IOException {
    String main = project.compileMain(work.resolve("classes"));
    return new Unchanged(main, project.compileTests(work.resolve("test-classes"), main));
  }

  private String judged(Judge judge, Catalogue.Mutant mutant, Catalogue.Fit fit, Unchanged unchanged)
      throws Exception {
    String file = fit.file().toString();
    Path source = work.resolve("mutant").resolve(file.substring(file.indexOf("/src/main/java/") + "/src/main/java/".length()));
    Files.createDirectories(source.getParent());
    Files.writeString(source, fit.text());
    Path overlay = Files.createTempDirectory(work, "overlay");
    String compiled = project.compile(List.of(source.toString()), overlay, unchanged.main());
    if (!compiled.isEmpty()) {
      return "SURVIVES: does not compile: " + compiled.lines().findFirst().orElse("");
    }
    Unchanged mutated = unchanged.behind(overlay);
    String verdict = isExplored(mutant.module()) ? judge.byExploring(mutated.main()) : "";
    if (verdict.isEmpty()) {
      verdict = judge.byTests(mutated.withTests(), mutant.tests());
    }
    return verdict.isEmpty() ? "SURVIVES" : verdict;
  }

  /** What fails without a mutant says nothing of one. */
  private static void requirePasses(Judge judge, String classPath) throws Exception {
    String explored = judge.byExploring(classPath, "none");
    if (!explored.isEmpty()) {
      throw new IllegalStateException("fails without a mutant, " + explored);
    }
  }
}

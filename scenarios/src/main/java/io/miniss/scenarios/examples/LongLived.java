package io.miniss.scenarios.examples;

import io.miniss.runtime.MultiCoreRuntime;
import io.miniss.runtime.diagnostics.CoreDiagnostics;
import io.miniss.runtime.diagnostics.ShutdownReport;
import io.miniss.runtime.future.Promise;
import io.miniss.runtime.task.JoinHandle;
import io.miniss.runtime.task.TaskOptions;
import io.miniss.runtime.task.TaskState;
import io.miniss.scenarios.longlived.Ground;
import io.miniss.scenarios.longlived.NotedThreads;
import io.miniss.scenarios.longlived.Site;
import io.miniss.scenarios.longlived.Traces;
import io.miniss.scenarios.longlived.Use;
import io.miniss.scenarios.longlived.Uses;
import io.miniss.simulator.scenario.Scenario;
import io.miniss.simulator.scenario.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * A promise, a scope and the cores live long, and many threads and fibers use them shortly. What has ended leaves
 * nothing behind. In most runs this is seen by what happens afterwards: no timer fires, nobody is woken. One run in
 * some dozens does one thing again and again; then garbage is collected while the runtime still runs, and
 * what has ended must be gone, but for the little that a list may keep until it is swept.
 */
public class LongLived implements Scenario {
  /** One run in so many is judged by what is still reachable, because that costs as much as many runs. */
  private static final int JUDGED = 32;

  /** A list is swept of those that have ended when it has this length. */
  private static final int SWEPT = 64;

  /** How much may be reachable from what each core, thread or fiber did last. */
  private static final int LAST = 4;

  /** How many more than may be left are made, at least. */
  private static final int MORE = 16;

  /** How many uses a run that is judged makes, about. */
  private static final int ROOM = 120;

  /** Whether the JVM lists virtual threads, and so keeps the simulated fibers that have ended. */
  private static final boolean LISTS_FIBERS =
      !"false".equals(System.getProperty("jdk.trackAllThreads"));

  private static final Duration SHORT_GRACE = Duration.ofNanos(1_000);

  @Override
  public String name() {
    return "long-lived";
  }

  @Override
  public String description() {
    return "short uses of what lives long: who has ended leaves nothing behind";
  }

  @Override
  public void run(World world) {
    RandomGenerator random = world.random("workload");
    boolean judged = random.nextInt(JUDGED) == 0;
    boolean held = random.nextInt(7) == 0;
    List<Use> uses = judged ? costing(held, random) : mix(world, held, random);
    boolean outside = uses.stream().anyMatch(Use::isForOutside);
    boolean inside = uses.stream().anyMatch(Use::isForFibers);
    int clients = outside ? world.drawSize("clients", 1, 2) : 0;
    int fibers = inside ? world.drawSize("fibers", 1, 2) : 0;
    int last = (clients + fibers + world.cores() + 1) * LAST;
    boolean reports = judged || random.nextInt(4) == 0;
    Traces traces = new Traces(this::noted);
    Duration spawnLimit =
        held ? Duration.ofNanos(500 + random.nextInt(1_500)) : Duration.ofDays(30);
    MultiCoreRuntime.Builder builder =
        world
            .runtime()
            .mailboxCapacity(1 << random.nextInt(3))
            .backlogCapacity(random.nextInt(3))
            .readyCapacity(2 + random.nextInt(3))
            .spawnLimit(spawnLimit)
            .failureGrace(reports ? SHORT_GRACE : Duration.ofDays(30))
            .failureHandler((failure, where) -> {}); // half of the failures are looked at by nobody
    if (judged && uses.stream().anyMatch(Use::waits)) {
      builder.scheduler(new NotedThreads(world.scheduler(), traces));
    }
    MultiCoreRuntime runtime = builder.start();
    Ground ground = new Ground(world, runtime, spawnLimit, traces, random);
    Site main = new Site(ground, "main", false);
    Holder holder = held ? new Holder(world, runtime, main) : null;
    List<User> users = users(ground, clients, fibers);
    List<Use> plan = judged ? often(uses, last, random) : some(uses, world, random);
    for (Use use : plan) {
      List<User> suited = users.stream().filter(user -> use.suits(user.site)).toList();
      suited.get(random.nextInt(suited.size())).plan.add(use);
    }
    live(world, runtime, users);
    if (holder == null && reports) {
      settle(world, runtime, main);
    }
    if (judged && Traces.collectGarbage()) {
      String tooMany = traces.tooMany(use -> mayBeLeft(uses, use, last));
      world.require(tooMany.isEmpty(), "what has ended is forgotten: " + tooMany);
    }
    if (holder != null) {
      holder.release();
    }
    long fired = timersFired(runtime);
    if (world.isSimulated()) {
      world.work(Duration.ofDays(2)); // longer than the limits of all who have ended
      haveTurns(runtime, main);
    }
    if (world.isPunctual()) {
      world.client("sleeper", () -> requireNoPermit(world, runtime)).join();
    }
    ground.end();
    fired = timersFired(runtime) - fired;
    world.require(
        reports || fired == 0, "timers of who has ended never fire: %d have".formatted(fired));
    users.forEach(user -> user.site.judge());
    ShutdownReport report = runtime.closeAndReport();
    world.require(report.isClean(), "everything ends: " + report);
    world.metric("uses", plan.size());
    world.metric("noted", traces.size());
  }

  /** Is told of each object that ends with the use that makes it. */
  void noted(Object object) {}

  /** Some uses, of which there is room for as many as it takes to judge them. */
  private static List<Use> costing(boolean held, RandomGenerator random) {
    List<Use> from = new ArrayList<>(held ? Uses.HELD : Uses.FREE);
    List<Use> chosen = new ArrayList<>();
    for (int room = ROOM; room > 0 && !from.isEmpty();) {
      Use use = from.remove(random.nextInt(from.size()));
      chosen.add(use);
      room -= use.lists() * SWEPT + MORE;
    }
    return chosen;
  }

  /** Each of {@code uses} so often that it can be told whether it leaves something behind; in any order. */
  private static List<Use> often(List<Use> uses, int last, RandomGenerator random) {
    List<Use> all = new ArrayList<>();
    for (Use use : uses) {
      all.addAll(Collections.nCopies(use.lists() * SWEPT + last + MORE, use));
    }
    List<Use> plan = new ArrayList<>();
    while (!all.isEmpty()) {
      int index = random.nextInt(all.size());
      Use end = all.removeLast();
      plan.add(index == all.size() ? end : all.set(index, end));
    }
    return plan;
  }

  private static List<Use> some(List<Use> uses, World world, RandomGenerator random) {
    List<Use> plan = new ArrayList<>();
    for (int i = world.drawSize("uses", 1, 4) * world.scale(); i > 0; i--) {
      plan.add(uses.get(random.nextInt(uses.size())));
    }
    return plan;
  }

  private static List<Use> mix(World world, boolean held, RandomGenerator random) {
    List<Use> from = new ArrayList<>(held ? Uses.HELD : Uses.FREE);
    List<Use> mix = new ArrayList<>();
    for (int i = world.drawSize("kinds", 1, 6); i > 0 && !from.isEmpty(); i--) {
      mix.add(from.remove(random.nextInt(from.size())));
    }
    return mix;
  }

  /** A thread or fiber, and the uses that it makes one after the other. */
  private record User(Site site, List<Use> plan) {
    User(Site site) {
      this(site, new ArrayList<>());
    }

    void live() {
      plan.forEach(use -> use.run(site));
    }
  }

  private static List<User> users(Ground ground, int clients, int fibers) {
    List<User> users = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      users.add(new User(new Site(ground, "client-" + i, false)));
    }
    for (int i = 0; i < fibers; i++) {
      users.add(new User(new Site(ground, "fiber-" + i, true)));
    }
    return users;
  }

  private static void live(World world, MultiCoreRuntime runtime, List<User> users) {
    List<World.Client> outside = new ArrayList<>();
    List<JoinHandle<?>> inside = new ArrayList<>();
    int core = 0;
    for (User user : users) {
      String name = user.site.name();
      if (user.site.isOnCore()) {
        TaskOptions options = TaskOptions.named(name).on(core++ % runtime.coreCount());
        inside.add(runtime.spawnFiber(options, user::live));
      } else {
        outside.add(world.client(name, user::live));
      }
    }
    outside.forEach(World.Client::join);
    inside.forEach(JoinHandle::join);
  }

  /** How many uses of this name may be reachable. */
  private static int mayBeLeft(List<Use> uses, String name, int last) {
    List<Use> named =
        uses.stream()
            .filter(name.equals(Traces.WAIT) ? Use::waits : each -> each.name().equals(name))
            .toList();
    return LISTS_FIBERS && named.stream().anyMatch(Use::isByFibers)
        ? Integer.MAX_VALUE
        : named.stream().mapToInt(Use::lists).max().orElse(0) * SWEPT + last;
  }

  private static long timersFired(MultiCoreRuntime runtime) {
    return runtime.diagnostics().cores().stream().mapToLong(CoreDiagnostics::timersFired).sum();
  }

  /** Lets failures that nobody looks at be reported: each is watched for up to two periods of grace. */
  private static void settle(World world, MultiCoreRuntime runtime, Site main) {
    for (int i = 0; i < 3; i++) {
      world.work(SHORT_GRACE.multipliedBy(2));
      haveTurns(runtime, main);
    }
  }

  /** Waits until each core has had a turn. */
  private static void haveTurns(MultiCoreRuntime runtime, Site main) {
    for (int core = 0; core < runtime.coreCount(); core++) {
      main.task(TaskOptions.defaults().on(core), () -> true).join();
    }
  }

  /** Who has waited in vain is not woken from its next wait when there is a result after all. */
  private static void requireNoPermit(World world, MultiCoreRuntime runtime) {
    Promise<Boolean> late = runtime.newPromise();
    try {
      boolean result = late.future().join(Duration.ofNanos(100));
      world.require(false, "nobody has completed the promise yet: " + result);
    } catch (TimeoutException expected) {
      late.complete(true);
    }
    long until = world.clock().nanos() + 10_000;
    world.scheduler().currentParker().parkUntil(until);
    world.require(
        world.clock().nanos() >= until, "who has waited in vain is not woken from its next wait");
  }

  /** A task that holds core 0, whose mailbox is full. */
  private static final class Holder {
    private final JoinHandle<Boolean> task;
    private final AtomicBoolean released = new AtomicBoolean();

    Holder(World world, MultiCoreRuntime runtime, Site main) {
      task = main.task(TaskOptions.defaults().on(0), () -> hold(world));
      while (task.state() != TaskState.RUNNING) {
        world.work(Duration.ofNanos(200));
      }
      while (runtime.trySpawn(TaskOptions.defaults().on(0), () -> true).isPresent()) {
        world.work(Duration.ofNanos(10));
      }
    }

    private boolean hold(World world) {
      while (!released.get()) {
        world.work(Duration.ofNanos(1_000));
      }
      return true;
    }

    void release() {
      released.set(true);
      task.join();
    }
  }
}

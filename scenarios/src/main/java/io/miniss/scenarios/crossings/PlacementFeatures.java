package io.miniss.scenarios.crossings;

import io.miniss.runtime.task.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Stealable tasks where no core steals, so that each runs where it was placed. */
final class PlacementFeatures {
  private static final int MORE_THAN_ONE_CORE = 3;

  static final List<Feature> ALL =
      List.of(
          new Feature("spread",
              strand -> isSeen(strand, false) && !strand.isDeep() && isAlone(strand),
              PlacementFeatures::spread),
          new Feature("spare the busy core",
              strand -> isSeen(strand, true) && !strand.isOnCore(),
              PlacementFeatures::spareTheBusyCore),
          new Feature("share by load",
              strand -> isSeen(strand, true) && !strand.isOnCore() && isAlone(strand),
              PlacementFeatures::shareByLoad));

  private PlacementFeatures() {}

  private static boolean isSeen(Strand strand, boolean byLoad) {
    Run run = strand.run;
    return !run.isStealing() && run.isByLoad() == byLoad && run.book().cores() > 1
        && run.world().isSimulated();
  }

  /** Threads outside take the cores in turn together, and for other things, too. */
  private static boolean isAlone(Strand strand) {
    return strand.isOnCore() || strand.run.clients() == 0;
  }

  private static @Nullable TaskRecord submit(Strand strand) {
    return strand.submit(
        Strand.Way.SPAWN, false, -1, TaskOptions.defaults(), null, true);
  }

  /** As many as there are cores go to each of them in turn. */
  private static void spread(Strand strand) {
    Book book = strand.run.book();
    book.allow(book.cores());
    PlacementRules rules = strand.run.placement();
    int before = rules.submitted();
    boolean isQuiet = rules.waiting() == 0;
    List<TaskRecord> spread = new ArrayList<>();
    for (int i = 0; i < book.cores(); i++) {
      TaskRecord task = submit(strand);
      if (task == null) {
        return;
      }
      spread.add(task);
    }
    if (isQuiet && rules.submitted() == before + book.cores()) {
      rules.placed(spread);
    }
  }

  /** A core that does not come to what waits gets no more while others have nothing. */
  private static void spareTheBusyCore(Strand strand) {
    Book book = strand.run.book();
    if (!strand.run.holders().mayHoldUntilAnother()) {
      return;
    }
    AtomicBoolean isOver = new AtomicBoolean();
    try {
      book.allow(MORE_THAN_ONE_CORE + 1);
      TaskRecord holder =
          strand.submitAction(0, holding -> HoldFeatures.holdUntil(holding, isOver::get));
      while (holder != null && holder.starts == 0 && !holder.hasEnded()) {
        strand.pause(500);
      }
      List<TaskRecord> tasks = new ArrayList<>();
      for (int i = 0; i < MORE_THAN_ONE_CORE; i++) {
        TaskRecord task = submit(strand);
        if (task != null) {
          tasks.add(task);
        }
      }
      while (tasks.size() == MORE_THAN_ONE_CORE
          && tasks.stream().noneMatch(TaskRecord::hasEnded)) {
        strand.pause(1_000);
      }
    } finally {
      isOver.set(true);
      strand.run.holders().hasHeldUntilAnother();
    }
  }

  /** No core comes to what waits, so one more than there are cores goes to each, and then to the first again. */
  private static void shareByLoad(Strand strand) {
    Run run = strand.run;
    int cores = run.book().cores();
    if (!run.holders().mayHoldUntilAnother()) {
      return;
    }
    AtomicBoolean isOver = new AtomicBoolean();
    try {
      run.book().allow(2 * cores + 1);
      for (int core = 0; core < cores; core++) {
        TaskRecord holder =
            strand.submitAction(core, holding -> HoldFeatures.holdUntil(holding, isOver::get));
        while (holder != null && holder.starts == 0 && !holder.hasEnded()) {
          strand.pause(500);
        }
        if (holder == null || holder.hasEnded()) {
          return;
        }
      }
      boolean isQuiet = run.placement().waiting() == 0;
      List<TaskRecord> shared = new ArrayList<>();
      for (int i = 0; isQuiet && i <= cores; i++) {
        TaskRecord task = submit(strand);
        if (task == null) {
          return;
        }
        shared.add(task);
      }
      run.placement().shared(shared);
    } finally {
      isOver.set(true);
      run.holders().hasHeldUntilAnother();
    }
  }
}

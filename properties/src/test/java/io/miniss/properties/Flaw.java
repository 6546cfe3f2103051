package io.miniss.properties;

/** Ways to get it wrong, each a mistake that a runtime has made somewhere, for {@link TinyRuntime}. */
enum Flaw {
  /** None: the laws hold. */
  NONE,
  /** The sleeper looks for work before it announces that it sleeps. */
  LATE_WAKE_FLAG,
  /** A full mailbox takes a task and drops it. */
  LOSSY_MAILBOX,
  /** A core exits when its own queues are empty, whatever is on its way to it. */
  FORGETFUL_SHUTDOWN,
  /** The end is announced when the last task has ended, not when the last core has. */
  HASTY_REPORT,
  /** The report counts what was submitted, rejected or not. */
  MISCOUNTING_REPORT,
  /** A task that was refused is queued all the same. */
  REJECTED_TASKS_RUN,
  /** Cancel and start look first and write then, where they had to compare and set. */
  TORN_CANCEL,
  /** Cancel says that it has won, and does nothing. */
  LYING_CANCEL,
  /** A cancel that comes too late replaces the end. */
  REWRITTEN_END,
  /** Ids come from a counter that is read, then written. */
  COLLIDING_IDS,
  /** Each core counts the ids of its tasks, and they do not tell which core it is. */
  IDS_PER_CORE,
  /** Only exceptions are caught; an error ends the core. */
  ERRORS_END_THE_CORE,
  /** A failure goes to the handler when it happens, and when the core exits. */
  FAILURES_TWICE,
  /** The handler gets failures that somebody has looked at. */
  TELLTALE_HANDLER,
  /** What a timer throws is swallowed. */
  SILENT_TIMERS,
  /** What the handler throws ends the core. */
  HANDLER_ENDS_THE_CORE,
  /** A handler that has thrown is not called again. */
  HANDLER_DISMISSED,
  /** A core that submits waits for room. */
  BLOCKING_SUBMIT,
  /** Backlogs for full queues have no bound. */
  ENDLESS_BACKLOG,
  /** A ready queue has no bound for tasks of its own core. */
  ENDLESS_READY,
  /** A mailbox is larger than it says. */
  LARGER_MAILBOX,
  /** A newcomer that finds room goes before those in the backlog. */
  OVERTAKING,
  /** Everything that is ready is run before anything else is looked at. */
  READY_FIRST,
  /** Delays are cut to the tick before. */
  EARLY_TIMERS,
  /** A cancelled timer fires. */
  DEAF_TIMERS,
  /** Of timers that are due in the same turn, the last created fires first. */
  LAST_TIMER_FIRST,
  /** Two of those who complete a promise at the same time win. */
  TWO_WINNERS,
  /** Continuations run on the core that completes. */
  ASTRAY_CONTINUATIONS,
  /** What comes back to a core is taken in the order of the stack it comes by. */
  RETURNS_REVERSED
}

package io.miniss.runtime.spi;

/** What is worth drawing of a run besides its accesses to shared state. */
public enum Mark {
  /** The calling core goes on with a task or fiber, the subject. */
  TASK_RUNS,
  /** The calling core leaves the task or fiber, the subject, for now or for good. */
  TASK_PAUSES,
  /** The calling core begins with the action of a timer, the subject. */
  TIMER_RUNS,
  /** The action of a timer, the subject, has ended. */
  TIMER_ENDS,
  /** The calling core begins with what the program registered with a future; the subject is its name. */
  CALLBACK_RUNS,
  /** What the program registered with a future, the subject, has ended. */
  CALLBACK_ENDS,
  /** The calling thread has put the subject into a queue. */
  SENT,
  /** The calling thread has taken the subject out of a queue. */
  RECEIVED
}

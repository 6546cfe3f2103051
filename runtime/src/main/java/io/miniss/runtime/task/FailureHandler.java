package io.miniss.runtime.task;

/**
 * Takes failures that nobody else looks at: a task's whose handle nobody joined or listened to
 * within the grace period, what callbacks, timers and executed actions throw, and rejected submissions of
 * cores (one {@link RejectedTaskException} for many). Each failure reaches it once.
 *
 * <p>Called on the core where the failure happened, so it must not block; what it throws is logged
 * and dropped.
 */
@FunctionalInterface
public interface FailureHandler {
  /**
   * Takes one failure.
   *
   * @param failure a {@link TaskFailure}, or what a callback or timer threw
   * @param where what failed, in words
   */
  void onFailure(Throwable failure, String where);
}

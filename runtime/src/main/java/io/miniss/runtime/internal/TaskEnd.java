package io.miniss.runtime.internal;

/** How a started task has ended, for the core that counts it. */
enum TaskEnd {
  COMPLETED,
  /** Failed; somebody has looked at the failure, or the failure handler has been told. */
  FAILED,
  /** Failed, and nobody has looked at the failure yet. */
  FAILED_UNOBSERVED,
  CANCELLED
}

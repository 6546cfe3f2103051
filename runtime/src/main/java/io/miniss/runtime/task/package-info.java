/** What users see of a task: its handle, its id, its options, and how it can fail. */
@NullMarked
package io.miniss.runtime.task;

import org.jspecify.annotations.NullMarked;

/** What a runtime says about itself: its phase, its counters and its shutdown report. */
@NullMarked
package io.miniss.runtime.diagnostics;

import org.jspecify.annotations.NullMarked;

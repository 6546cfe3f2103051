/** Short uses of what lives long in a runtime, and how to tell whether they leave something behind. */
@NullMarked
package io.miniss.scenarios.longlived;

import org.jspecify.annotations.NullMarked;

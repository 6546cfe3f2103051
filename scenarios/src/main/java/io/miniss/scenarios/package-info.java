/** The entry point of the command line. */
@NullMarked
package io.miniss.scenarios;

import org.jspecify.annotations.NullMarked;

/** Quotes text of users for lines, files, shells and terminals. */
@NullMarked
package io.miniss.simulator.text;

import org.jspecify.annotations.NullMarked;

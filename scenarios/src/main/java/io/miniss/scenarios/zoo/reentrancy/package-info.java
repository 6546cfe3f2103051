/** Code that is entered again while it runs. */
@NullMarked
package io.miniss.scenarios.zoo.reentrancy;

import org.jspecify.annotations.NullMarked;

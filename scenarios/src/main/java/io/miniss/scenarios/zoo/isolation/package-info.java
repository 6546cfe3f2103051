/** One failure takes others along. */
@NullMarked
package io.miniss.scenarios.zoo.isolation;

import org.jspecify.annotations.NullMarked;

/** Names that are not unique. */
@NullMarked
package io.miniss.scenarios.zoo.ids;

import org.jspecify.annotations.NullMarked;

/** What rewritten JDK classes call; loaded by the boot class loader. */
@NullMarked
package io.miniss.weave.boot;

import org.jspecify.annotations.NullMarked;

/** What bodies of JDK classes call when they have been rewritten; loaded by the JVM's own loader. */
@NullMarked
package io.miniss.weave.boot;

import org.jspecify.annotations.NullMarked;

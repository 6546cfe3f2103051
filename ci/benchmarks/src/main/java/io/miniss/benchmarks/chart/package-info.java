/** Pictures as SVG, and the pages that show them. */
@NullMarked
package io.miniss.benchmarks.chart;

import org.jspecify.annotations.NullMarked;

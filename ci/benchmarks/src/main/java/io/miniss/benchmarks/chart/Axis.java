package io.miniss.benchmarks.chart;

import java.io.Serial;
import java.util.Locale;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;

/** Where the values of a {@link LineChart} are on an axis, and what is written there. */
public enum Axis {
  /** Whole numbers from 0 on. */
  LINEAR {
    @Override
    double position(double value) {
      return value;
    }

    @Override
    NumberAxis create(String label, double least, double most) {
      NumberAxis axis = new NumberAxis(label);
      axis.setStandardTickUnits(NumberAxis.createIntegerTickUnits());
      return axis;
    }
  },

  /** Positive numbers, in whole powers of ten. */
  LOGARITHMIC {
    @Override
    double position(double value) {
      return Math.log10(value);
    }

    @Override
    NumberAxis create(String label, double least, double most) {
      double lower = Math.floor(least);
      NumberAxis axis = new NumberAxis(label);
      axis.setRange(lower, Math.max(lower + 1, Math.ceil(most)));
      axis.setTickUnit(new Power());
      return axis;
    }
  },

  /** Percentiles from 50 to 99.99: the next nine is as far away as the last. */
  PERCENTILES {
    @Override
    double position(double value) {
      return -Math.log10(1 - value / 100);
    }

    @Override
    NumberAxis create(String label, double least, double most) {
      NumberAxis axis = new NumberAxis(label);
      axis.setRange(position(50), 4 + MARGIN);
      axis.setTickUnit(new Nines());
      return axis;
    }
  };

  private static final double MARGIN = 0.02;

  /** Where {@code value} is on the axis, in the units of the drawing library. */
  abstract double position(double value);

  /** An axis for positions from {@code least} to {@code most}. */
  abstract NumberAxis create(String label, double least, double most);

  /** Writes 10 to the power of the position. */
  private static final class Power extends NumberTickUnit {
    @Serial
    private static final long serialVersionUID = 1;

    Power() {
      super(1);
    }

    @Override
    public String valueToString(double exponent) {
      double value = Math.pow(10, exponent);
      if (value < 1) {
        return String.format(Locale.ROOT, "%.3g", value);
      }
      return value < 1e6
          ? String.format(Locale.ROOT, "%,.0f", value)
          : String.format(Locale.ROOT, "%,.0f M", value / 1e6);
    }
  }

  private static final class Nines extends NumberTickUnit {
    @Serial
    private static final long serialVersionUID = 1;

    Nines() {
      super(1);
    }

    @Override
    public String valueToString(double nines) {
      return switch ((int) Math.round(nines)) {
        case 1 -> "90";
        case 2 -> "99";
        case 3 -> "99.9";
        case 4 -> "99.99";
        default -> "";
      };
    }
  }
}

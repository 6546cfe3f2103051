package io.miniss.benchmarks.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.svg.SVGGraphics2D;
import org.jfree.svg.SVGHints;

/** Lines with a mark at each measured point, as an SVG document. The same chart is the same text. */
public record LineChart(
    String title,
    Axis xAxis,
    String xLabel,
    Axis yAxis,
    String yLabel,
    List<Series> lines) {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 420;
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

  /** Room for half of a label at the right end of the axis. */
  private static final RectangleInsets PADDING = new RectangleInsets(4, 4, 4, 24);

  private static final Color GRID = new Color(0xbbbbbb);

  /** Distinguishable with the common kinds of colour blindness (Okabe and Ito). */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0xd55e00),
          new Color(0x0072b2),
          new Color(0x009e73),
          new Color(0xcc79a7),
          new Color(0x555555));

  static {
    System.setProperty("java.awt.headless", "true");
    // Else the label of the vertical axis is drawn as shapes and is no text.
    TextUtils.setUseDrawRotatedStringWorkaround(false);
  }

  /** Keeps a copy of the lines. */
  public LineChart {
    lines = List.copyOf(lines);
  }

  /** Writes the picture to {@code file}. */
  public void write(Path file) throws IOException {
    Files.writeString(file, svg());
  }

  /** The picture. */
  public String svg() {
    SVGGraphics2D graphics = new SVGGraphics2D(WIDTH, HEIGHT);
    // By default the time of day: two runs would differ in every line.
    graphics.setDefsKeyPrefix("d");
    graphics.setGeomDoubleConverter(LineChart::decimal);
    graphics.setTransformDoubleConverter(LineChart::decimal);
    graphics.setRenderingHint(SVGHints.KEY_DRAW_STRING_TYPE,
        SVGHints.VALUE_DRAW_STRING_TYPE_STANDARD);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    chart().draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
    return graphics.getSVGElement() + "\n";
  }

  private static String decimal(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
  }

  private JFreeChart chart() {
    XYSeriesCollection data = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
    for (Series line : lines) {
      int index = data.getSeriesCount();
      XYSeries series = new XYSeries(line.name());
      line.points()
          .forEach(point -> series.add(xAxis.position(point.x()), yAxis.position(point.y())));
      data.addSeries(series);
      renderer.setSeriesPaint(index, COLOURS.get(index % COLOURS.size()));
      renderer.setSeriesStroke(index, new BasicStroke(2));
    }
    XYPlot plot =
        new XYPlot(
            data,
            axis(xAxis, xLabel, data.getDomainLowerBound(false), data.getDomainUpperBound(false)),
            axis(yAxis, yLabel, data.getRangeLowerBound(false), data.getRangeUpperBound(false)),
            renderer);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    JFreeChart chart = new JFreeChart(title, TEXT.deriveFont(Font.BOLD, 14f), plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.setPadding(PADDING);
    return chart;
  }

  private static NumberAxis axis(Axis kind, String label, double least, double most) {
    NumberAxis axis = kind.create(label, least, most);
    axis.setLabelFont(TEXT);
    axis.setTickLabelFont(TEXT);
    return axis;
  }
}

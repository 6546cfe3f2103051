package io.miniss.benchmarks.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class LineChartTest {
  private static final Series OURS =
      new Series("miniss", List.of(new Series.Point(1, 12), new Series.Point(1_000_000, 340)));
  private static final Series THEIRS =
      new Series("a < b & c", List.of(new Series.Point(10, 99), new Series.Point(100, 101)));

  private static LineChart chart(Axis xAxis) {
    return new LineChart(
        "cost of tasks", xAxis, "ready tasks", Axis.LOGARITHMIC, "ns", List.of(OURS, THEIRS));
  }

  private static List<String> texts(String svg) throws Exception {
    Document document =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    NodeList nodes = document.getElementsByTagName("text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  @Test
  void pictureNamesSeriesTitleAndAxes() throws Exception {
    assertThat(texts(chart(Axis.LOGARITHMIC).svg()))
        .contains("miniss", "a < b & c", "cost of tasks", "ready tasks", "ns");
  }

  @Test
  void logarithmicAxisIsLabelledByPowersOfTen() throws Exception {
    assertThat(texts(chart(Axis.LOGARITHMIC).svg()))
        .contains("1", "10", "100", "1,000", "10,000", "100,000", "1 M");
  }

  @Test
  void percentileAxisIsLabelledByNines() throws Exception {
    LineChart chart =
        new LineChart(
            "latency",
            Axis.PERCENTILES,
            "percentile",
            Axis.LOGARITHMIC,
            "µs",
            List.of(
                new Series("p", List.of(new Series.Point(50, 3), new Series.Point(99.99, 40)))));

    assertThat(texts(chart.svg())).contains("90", "99", "99.9", "99.99");
  }

  @Test
  void sameChartIsSamePicture() {
    assertThat(chart(Axis.LINEAR).svg()).isEqualTo(chart(Axis.LINEAR).svg());
  }
}

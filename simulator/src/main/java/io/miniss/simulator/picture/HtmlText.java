package io.miniss.simulator.picture;

import io.miniss.simulator.json.JsonWriter;

/** Text in a page. */
final class HtmlText {
  private HtmlText() {}

  /** {@code text} as it stands between tags and in attributes: nothing of it is markup. */
  static String escaped(String text) {
    StringBuilder html = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        default -> html.append(isText(text, i) ? c : '\ufffd');
      }
    }
    return html.toString();
  }

  private static boolean isText(String text, int index) {
    char c = text.charAt(index);
    return Character.isSurrogate(c)
        ? JsonWriter.isPaired(text, index)
        : c >= ' ' || c == '\n' || c == '\t';
  }
}

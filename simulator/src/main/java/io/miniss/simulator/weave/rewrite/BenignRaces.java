package io.miniss.simulator.weave.rewrite;

import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which data races are said to do no harm: by annotations named {@code BenignRace} in the code, and by names in a
 * file. A line of the file is the name of a class, or of a field or method with its class, a colon, and the reason;
 * {@code #} begins a comment.
 *
 * @param reasons of the file, by name
 */
public record BenignRaces(Map<String, String> reasons) {
  private static final String ANNOTATION = "BenignRace;";

  /** Those that annotations name, and no others. */
  public static BenignRaces annotated() {
    return new BenignRaces(new TreeMap<>());
  }

  /**
   * Those that annotations name, and those of a file.
   *
   * @throws IllegalArgumentException if it cannot be read, or a line has no reason
   */
  public static BenignRaces read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the list of benign races " + file, e);
    }
    Map<String, String> reasons = new TreeMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int colon = line.indexOf(':');
      String reason = colon < 0 ? "" : line.substring(colon + 1).strip();
      if (reason.isEmpty()) {
        throw new IllegalArgumentException(
            "line " + (i + 1) + " of " + file
                + " has no reason; a benign race is a name, a colon and a reason, as in"
                + " com.acme.Statistics.hits: a count that is roughly right is enough");
      }
      reasons.put(line.substring(0, colon).strip().replace('$', '.'), reason);
    }
    return new BenignRaces(reasons);
  }

  boolean containsField(ClassModel owner, String name) {
    return containsMember(owner, name)
        || owner.fields().stream()
            .anyMatch(each -> each.fieldName().equalsString(name) && isAnnotated(each, owner));
  }

  boolean containsMethod(ClassModel owner, MethodModel method) {
    return containsMember(owner, method.methodName().stringValue()) || isAnnotated(method, owner);
  }

  private boolean containsMember(ClassModel owner, String name) {
    String type = owner.thisClass().asInternalName().replace('/', '.').replace('$', '.');
    return reasons.containsKey(type)
        || reasons.containsKey(type + '.' + name)
        || isAnnotated(owner, owner);
  }

  private static boolean isAnnotated(AttributedElement element, ClassModel owner) {
    List<Annotation> annotations = new ArrayList<>();
    element.findAttribute(Attributes.runtimeInvisibleAnnotations())
        .ifPresent(each -> annotations.addAll(each.annotations()));
    element.findAttribute(Attributes.runtimeVisibleAnnotations())
        .ifPresent(each -> annotations.addAll(each.annotations()));
    for (Annotation each : annotations) {
      String type = each.className().stringValue();
      if (type.endsWith("/" + ANNOTATION) || type.endsWith("$" + ANNOTATION)
          || type.equals("L" + ANNOTATION)) {
        requireReason(each, owner);
        return true;
      }
    }
    return false;
  }

  private static void requireReason(Annotation annotation, ClassModel owner) {
    boolean hasReason =
        annotation.elements().stream()
            .anyMatch(
                each -> each.value() instanceof AnnotationValue.OfString text
                    && !text.stringValue().isBlank());
    if (!hasReason) {
      throw new UnweavableException(
          "a @BenignRace in the class " + owner.thisClass().asInternalName().replace('/', '.')
              + " gives no reason");
    }
  }
}

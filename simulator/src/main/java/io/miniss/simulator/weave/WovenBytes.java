package io.miniss.simulator.weave;

import io.miniss.simulator.weave.hook.Statics;
import io.miniss.simulator.weave.rewrite.BenignRaces;
import io.miniss.simulator.weave.rewrite.ClassWeaver;
import io.miniss.simulator.weave.rewrite.WeaveCount;
import io.miniss.simulator.weave.rewrite.WovenPackages;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The woven classes of a program, each woven once for all loaders. Any thread may ask. */
final class WovenBytes {
  private final WovenPackages packages;
  private final BenignRaces benign;
  private final boolean isDeep;
  private final WeaveCount count = new WeaveCount();
  private final TreeMap<String, Optional<byte[]>> woven = new TreeMap<>();
  private @Nullable ClassWeaver weaver;

  WovenBytes(WovenPackages packages, BenignRaces benign, boolean isDeep) {
    this.packages = packages;
    this.benign = benign;
    this.isDeep = isDeep;
  }

  WeaveCount count() {
    return count;
  }

  /** The names of the classes that have been woven by now. */
  synchronized Set<String> names() {
    Set<String> names = new TreeSet<>();
    woven.forEach(
        (name, file) -> {
          if (file.isPresent()) {
            names.add(name);
          }
        });
    return names;
  }

  /**
   * The woven class {@code name}, or null if there is none.
   *
   * @param files the bytes of a class file by its internal name; the same for all callers
   */
  synchronized byte @Nullable [] of(String name, Function<String, byte @Nullable []> files) {
    Optional<byte[]> known = woven.get(name);
    if (known == null) {
      known = Optional.ofNullable(weave(name, files));
      woven.put(name, known);
    }
    return known.orElse(null);
  }

  /** The same for a class whose file an agent has changed to {@code file}. */
  synchronized byte[] of(String name, byte[] file, Function<String, byte @Nullable []> files) {
    return woven.computeIfAbsent(name, each -> Optional.of(weaver(files).weaveChanged(each, file)))
        .orElseThrow();
  }

  private ClassWeaver weaver(Function<String, byte @Nullable []> files) {
    ClassWeaver mine = weaver;
    if (mine == null) {
      mine =
          new ClassWeaver(
              files, type -> packages.contains(type.replace('/', '.')), benign, isDeep, count);
      weaver = mine;
    }
    return mine;
  }

  private byte @Nullable [] weave(String name, Function<String, byte @Nullable []> files) {
    ClassWeaver mine = weaver(files);
    String type = name.replace('.', '/');
    if (name.endsWith(Statics.HOLDER_SUFFIX)) {
      return mine.holderOf(
          type.substring(0, type.length() - Statics.HOLDER_SUFFIX.length()));
    }
    byte[] file = files.apply(type);
    return file == null ? null : mine.weave(name, file);
  }
}

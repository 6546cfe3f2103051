package io.miniss.simulator.weave.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.miniss.runtime.spi.Access;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.MessageDigest;
import java.security.Signature;
import java.text.ChoiceFormat;
import java.text.CompactNumberFormat;
import java.text.DateFormat;
import java.text.DecimalFormat;
import java.text.Format;
import java.text.ListFormat;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Date;
import java.util.DoubleSummaryStatistics;
import java.util.Formatter;
import java.util.GregorianCalendar;
import java.util.IntSummaryStatistics;
import java.util.LongSummaryStatistics;
import java.util.Scanner;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SingleThreadedCallsTest {
  private static final String FORMATS = "format formatToCharacterIterator parseObject";

  private static final String NUMBERS =
      FORMATS
          + " parse setCurrency setGroupingUsed setMaximumFractionDigits setMaximumIntegerDigits"
          + " setMinimumFractionDigits setMinimumIntegerDigits setParseIntegerOnly setRoundingMode"
          + " setStrict";

  private static final String DATES =
      FORMATS + " parse setCalendar setLenient setNumberFormat setTimeZone";

  private static final String CALENDARS =
      "add clear roll set setFirstDayOfWeek setLenient setMinimalDaysInFirstWeek setTime"
          + " setTimeInMillis setTimeZone setWeekDate";

  /** A class, and the names of its methods that change an object, or hand out what does. */
  record Changes(Class<?> type, String names) {
    @Override
    public String toString() {
      return type.getSimpleName();
    }
  }

  static Stream<Changes> all() {
    return Stream.of(
        new Changes(
            StringBuilder.class,
            "append appendCodePoint delete deleteCharAt ensureCapacity insert repeat replace reverse"
                + " setCharAt setLength trimToSize"),
        new Changes(MessageDigest.class, "digest reset update"),
        new Changes(Signature.class, "initSign initVerify setParameter sign update verify"),
        new Changes(BitSet.class, "and andNot clear flip or set xor"),
        new Changes(Calendar.class, CALENDARS),
        new Changes(GregorianCalendar.class, CALENDARS + " setGregorianChange"),
        new Changes(
            Date.class, "setDate setHours setMinutes setMonth setSeconds setTime setYear"),
        new Changes(DoubleSummaryStatistics.class, "accept combine"),
        new Changes(IntSummaryStatistics.class, "accept combine"),
        new Changes(LongSummaryStatistics.class, "accept combine"),
        new Changes(Formatter.class, "close flush format"),
        new Changes(
            Scanner.class,
            "close findAll findInLine findWithinHorizon forEachRemaining hasNext hasNextBigDecimal"
                + " hasNextBigInteger hasNextBoolean hasNextByte hasNextDouble hasNextFloat hasNextInt"
                + " hasNextLine hasNextLong hasNextShort next nextBigDecimal nextBigInteger nextBoolean"
                + " nextByte nextDouble nextFloat nextInt nextLine nextLong nextShort remove reset skip"
                + " tokens useDelimiter useLocale useRadix"),
        new Changes(
            SplittableRandom.class,
            "doubles equiDoubles ints longs nextBoolean nextBytes nextDouble nextExponential nextFloat"
                + " nextGaussian nextInt nextLong rngs split splits"),
        new Changes(StringJoiner.class, "add merge setEmptyValue"),
        new Changes(StringTokenizer.class, "asIterator nextElement nextToken"),
        new Changes(
            Matcher.class,
            "appendReplacement appendTail find lookingAt matches region replaceAll replaceFirst reset"
                + " results useAnchoringBounds usePattern useTransparentBounds"),
        new Changes(CRC32.class, "reset update"),
        new Changes(Cipher.class, "doFinal init unwrap update updateAAD wrap"),
        new Changes(Mac.class, "doFinal init reset update"),
        new Changes(Format.class, FORMATS),
        new Changes(NumberFormat.class, NUMBERS),
        new Changes(
            DecimalFormat.class,
            NUMBERS + " applyLocalizedPattern applyPattern setDecimalFormatSymbols"
                + " setDecimalSeparatorAlwaysShown setGroupingSize setMultiplier setNegativePrefix"
                + " setNegativeSuffix setParseBigDecimal setPositivePrefix setPositiveSuffix"),
        new Changes(ChoiceFormat.class, NUMBERS + " applyPattern setChoices"),
        new Changes(CompactNumberFormat.class, NUMBERS + " setGroupingSize setParseBigDecimal"),
        new Changes(DateFormat.class, DATES),
        new Changes(
            SimpleDateFormat.class,
            DATES + " applyLocalizedPattern applyPattern set2DigitYearStart setDateFormatSymbols"),
        new Changes(
            MessageFormat.class,
            FORMATS + " applyPattern parse setFormat setFormatByArgumentIndex setFormats"
                + " setFormatsByArgumentIndex setLocale"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatChangesAnObjectIsKnown(Changes changes) {
    Set<String> updates =
        Stream.of(changes.type.getMethods())
            .filter(each -> each.getDeclaringClass() != Object.class)
            .filter(each -> !Modifier.isStatic(each.getModifiers()))
            .map(Method::getName)
            .filter(each -> SingleThreadedCalls.access(each) == Access.UPDATE)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(String.join(" ", updates))
        .isEqualTo(String.join(" ", new TreeSet<>(Set.of(changes.names.split(" ")))));
    assertThat(SingleThreadedCalls.areOf(changes.type.getName().replace('.', '/'))).isTrue();
  }

  @Test
  void listFormatsAreMadeForSeveralThreads() {
    assertThat(SingleThreadedCalls.areOf(ListFormat.class.getName().replace('.', '/'))).isFalse();
  }
}

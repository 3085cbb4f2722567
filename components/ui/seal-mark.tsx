import { cx } from "./class-names.ts";

/*
 * 印 over 证, drawn from Noto Serif CJK SC Bold (SIL Open Font License) and stretched to fill the square as a carver
 * would; white characters on vermilion (白文).
 */
const GLYPHS =
  "M39.4 25.2L34.7 28.6L27.4 28.6L27.4 19.2C33 19 40.9 18.5 46.4 17.6C48 17.9 48.9 17.8 49.6 17.4L41.7 13C37.3 14.6 32.1 16.4 27.7 17.7L18.7 15.4L18.7 38C18.7 39 18.2 39.4 15 40.1L19 45.5C19.8 45.3 20.5 45 21.3 44.6C33.1 41.6 42.9 38.8 48.3 37.2L48.1 36.7C40.8 37.5 33.4 38.4 27.4 38.9L27.4 29.7L45.6 29.7C46.7 29.7 47.5 29.5 47.7 29C44.7 27.4 39.4 25.2 39.4 25.2ZM50.8 15.2L50.8 51L52.4 51C56.9 51 59.6 49.9 59.6 49.5L59.6 18.8L73 18.8L73 38.5C73 39 72.6 39.3 71.3 39.3C69.7 39.3 61.9 39.1 61.9 39.1L61.9 39.6C65.7 40 67.4 40.5 68.6 41.2C69.7 41.9 70.1 43 70.3 44.6C80.6 44.1 82 42.2 82 39L82 19.6C83.5 19.4 84.5 19.1 85 18.7L76.3 15.1L72.3 17.6L60.6 17.6Z" +
  "M20.3 53L19.6 53.2C22.3 55.1 25.6 58 26.6 60.4C34.3 63.2 40.4 55.1 20.3 53ZM32.1 65.4C34 65.2 34.8 64.9 35.3 64.6L28.3 61.4L24.4 63.5L15 63.5L15.7 64.7L24.3 64.7L24.3 81.7C24.3 82.6 23.8 83 20.5 84L26.4 89C27.3 88.6 28.4 87.9 28.9 86.8C34.5 83.3 39 80 41.3 78.3L40.9 77.9L32.1 80.8ZM76.2 83.3L71.3 86.9L65.7 86.9L65.7 72L80.4 72C81.4 72 82.2 71.8 82.4 71.3C79.5 69.8 74.6 67.7 74.6 67.7L70.4 70.8L65.7 70.8L65.7 57.5L81.4 57.5C82.4 57.5 83.2 57.3 83.4 56.9C80.5 55.3 75.5 53.1 75.5 53.1L71.2 56.3L38.2 56.3L38.8 57.5L57 57.5L57 86.9L50.4 86.9L50.4 67.8C52.4 67.7 53 67.3 53.1 66.7L42.2 66.1L42.2 86.9L33.3 86.9L33.9 88.1L83 88.1C84 88.1 84.8 87.9 85 87.4C81.7 85.8 76.2 83.3 76.2 83.3Z";

/** The stone's edge, worn by use. */
const STONE =
  "M7 3.5L31 2.4L52 3.2L78 2L94 3.6Q97.6 4.2 97.4 8L98.2 33L97.2 58L98 79L96.8 93Q96.4 97 92.4 97.2L70 98L44 97L22 98.2L7.4 97Q3.2 96.6 3 92.6L2 70L3 44L2.2 24L3.2 7.6Q3.4 3.8 7 3.5Z";

type SealMarkProps = {
  /** Sets its size, for example `size-10`. */
  className?: string;
  /** Plays the setting of the seal once, when it appears (not where motion is unwelcome). */
  setting?: boolean;
  /** An outline in grey: what is not anchored yet. */
  waiting?: boolean;
  /** Said to screen readers; without it the mark is decorative. */
  label?: string;
};

/** The vermilion seal: the mark of the product, and of an anchored thing. */
export function SealMark({ className = "size-10", setting, waiting, label }: SealMarkProps) {
  return (
    <svg
      viewBox="0 0 100 100"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      className={cx(
        "shrink-0",
        waiting ? "text-ink-faint" : "text-seal-fill",
        setting && "animate-seal-set",
        className,
      )}
    >
      {waiting ? (
        <>
          <path d={STONE} fill="none" stroke="currentColor" strokeWidth="2.5" strokeDasharray="7 5" />
          <path d={GLYPHS} fill="currentColor" opacity=".55" />
        </>
      ) : (
        <>
          <path d={STONE} fill="currentColor" />
          <path d={GLYPHS} className="fill-seal-ink" />
        </>
      )}
    </svg>
  );
}

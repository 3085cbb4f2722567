import { useTranslations } from "next-intl";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./class-names.ts";

type TableProps = {
  /** What the table lists; shown only to screen readers unless `captionShown`. */
  caption: string;
  captionShown?: boolean;
  /** A row of Th. */
  head: ReactNode;
  /** Rows: Tr with Td. */
  children: ReactNode;
};

/** A dense table that scrolls sideways by itself where it does not fit. */
export function Table({ caption, captionShown, head, children }: TableProps) {
  const t = useTranslations("common");
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      aria-label={t("tableScroll", { caption })}
      // A box of its own for what is placed absolutely, such as words for screen readers: otherwise the page grows by it.
      className="relative overflow-x-auto rounded-lg border border-rule bg-surface"
    >
      <table className="w-full border-collapse text-start text-sm">
        <caption className={captionShown ? "px-4 py-3 text-start text-ink-soft" : "sr-only"}>{caption}</caption>
        <thead className="border-b border-rule bg-sunken text-xs text-ink-soft">
          <tr>{head}</tr>
        </thead>
        <tbody className="divide-y divide-rule">{children}</tbody>
      </table>
    </section>
  );
}

export function Th({ className, numeric, ...rest }: ComponentProps<"th"> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      {...rest}
      className={cx("px-4 py-2.5 font-medium whitespace-nowrap", numeric ? "text-end" : "text-start", className)}
    />
  );
}

export function Tr({ className, ...rest }: ComponentProps<"tr">) {
  return <tr {...rest} className={cx("hover:bg-sunken/60", className)} />;
}

export function Td({ className, numeric, ...rest }: ComponentProps<"td"> & { numeric?: boolean }) {
  return <td {...rest} className={cx("px-4 py-2.5 align-middle", numeric && "text-end tabular-nums", className)} />;
}

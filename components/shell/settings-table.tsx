import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cx } from "#components/ui/class-names.ts";

type Column = string | { spoken: string };

type SettingsTableProps = {
  /** What it lists; for screen readers. */
  caption: string;
  /** Its columns in order; `spoken` ones have no heading that is seen, as those that hold buttons. */
  columns: readonly Column[];
  /** SettingsRows. */
  children: ReactNode;
};

/** Written out, because a browser takes the meaning from a table whose display is changed. */
const ROLE = { table: "table", group: "rowgroup", row: "row", heading: "columnheader", cell: "cell" } as const;

/** The tables of the settings: dense where there is room, a card a row where there is not. */
export function SettingsTable({ caption, columns, children }: SettingsTableProps) {
  const t = useTranslations("common");
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      aria-label={t("tableScroll", { caption })}
      className="relative rounded-lg border border-rule bg-surface lg:overflow-x-auto"
    >
      <table role={ROLE.table} className="block w-full text-start text-sm lg:table lg:border-collapse">
        <caption className="sr-only">{caption}</caption>
        <thead
          role={ROLE.group}
          className="sr-only text-xs text-ink-soft lg:not-sr-only lg:table-header-group lg:border-b lg:border-rule lg:bg-sunken"
        >
          <tr role={ROLE.row}>
            {columns.map((column) => (
              <Heading key={typeof column === "string" ? column : column.spoken} column={column} />
            ))}
          </tr>
        </thead>
        <tbody role={ROLE.group} className="block divide-y divide-rule lg:table-row-group">
          {children}
        </tbody>
      </table>
    </section>
  );
}

function Heading({ column }: { column: Column }) {
  return (
    <th role={ROLE.heading} scope="col" className="px-4 py-2.5 text-start font-medium whitespace-nowrap">
      {typeof column === "string" ? column : <span className="sr-only">{column.spoken}</span>}
    </th>
  );
}

export function SettingsRow({ children }: { children: ReactNode }) {
  return (
    <tr role={ROLE.row} className="grid gap-2 px-4 py-4 hover:bg-sunken/60 lg:table-row lg:p-0">
      {children}
    </tr>
  );
}

type SettingsCellProps = {
  /** The heading of its column, shown beside it where the columns have none; not for what speaks for itself. */
  label?: string;
  title?: string;
  /** Begins at the row's top: for rows of several lines. */
  top?: boolean;
  className?: string;
  children?: ReactNode;
};

/** A cell; on a phone an empty one takes no room. */
export function SettingsCell({ label, title, top, className, children }: SettingsCellProps) {
  return (
    <td
      role={ROLE.cell}
      title={title}
      className={cx(
        "flex min-w-0 flex-col gap-x-3 empty:hidden min-[23rem]:flex-row lg:table-cell lg:px-4 lg:py-2.5 lg:empty:table-cell",
        top ? "lg:align-top" : "lg:align-middle",
      )}
    >
      {label ? (
        <span aria-hidden="true" className="w-24 shrink-0 sm:w-28 pt-0.5 text-xs text-ink-soft lg:hidden">
          {label}
        </span>
      ) : null}
      {children === null || children === undefined ? null : <div className={cx("min-w-0", className)}>{children}</div>}
    </td>
  );
}

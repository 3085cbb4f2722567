import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

type CardProps = {
  title?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
  className?: string;
};

/** A sheet of paper on the page. With a title it is a section with a heading of the second level. */
export function Card({ title, description, actions, children, className }: CardProps) {
  return (
    <section className={cx("rounded-lg border border-rule bg-surface p-5 sm:p-6", className)}>
      {title ? (
        <div className="mb-4 flex flex-wrap items-start justify-between gap-3">
          <div className="grid gap-1">
            <h2 className="font-serif text-lg font-semibold">{title}</h2>
            {description ? <p className="text-sm text-ink-soft">{description}</p> : null}
          </div>
          {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
        </div>
      ) : null}
      {children}
    </section>
  );
}

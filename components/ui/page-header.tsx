import type { ReactNode } from "react";

type PageHeaderProps = {
  title: ReactNode;
  lead?: ReactNode;
  /** Breadcrumbs, above the title. */
  above?: ReactNode;
  actions?: ReactNode;
};

/** The page's one heading of the first level. */
export function PageHeader({ title, lead, above, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4 pt-8 pb-6 sm:pt-12 sm:pb-8">
      <div className="grid min-w-0 max-w-3xl gap-2">
        {above}
        <h1 className="font-serif text-2xl font-semibold text-balance wrap-anywhere">{title}</h1>
        {lead ? <p className="text-base text-ink-soft text-pretty wrap-anywhere">{lead}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-3">{actions}</div> : null}
    </header>
  );
}

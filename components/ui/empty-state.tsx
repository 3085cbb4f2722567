import type { ReactNode } from "react";

type EmptyStateProps = {
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
};

/** Says why there is nothing here and what to do about it. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-3 rounded-lg border border-dashed border-rule-strong/60 px-6 py-14 text-center">
      {icon ? <div className="text-ink-faint [&>svg]:size-8">{icon}</div> : null}
      <p className="font-serif text-lg font-semibold">{title}</p>
      {children ? <div className="max-w-prose text-sm text-ink-soft text-balance">{children}</div> : null}
      {actions ? <div className="flex flex-wrap justify-center gap-3 pt-2">{actions}</div> : null}
    </div>
  );
}

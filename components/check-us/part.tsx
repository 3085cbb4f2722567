import { type ReactNode, useId } from "react";

type PartProps = { title: string; lead: ReactNode; children: ReactNode; id?: string };

/** One way to check. */
export function Part({ title, lead, children, id }: PartProps) {
  const heading = useId();
  return (
    <section id={id} aria-labelledby={heading} className="grid scroll-mt-6 gap-5">
      <div className="grid gap-2">
        <h2 id={heading} className="font-serif text-xl font-semibold text-balance">
          {title}
        </h2>
        <div className="max-w-prose text-pretty text-ink-soft">{lead}</div>
      </div>
      {children}
    </section>
  );
}

import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

type DefinitionListProps = {
  items: readonly { term: ReactNode; description: ReactNode }[];
  /** In the narrow column that stands beside a page's content where the screen is wide. */
  aside?: boolean;
};

/** Facts with their names; one beside the other where there is room. Items without a description are left out. */
export function DefinitionList({ items, aside }: DefinitionListProps) {
  const row = cx("grid gap-x-6 gap-y-0.5 py-2.5 sm:grid-cols-[11rem_1fr]", aside && "lg:grid-cols-1");
  return (
    <dl className="divide-y divide-rule text-sm">
      {items
        .filter((item) => item.description !== undefined && item.description !== null && item.description !== "")
        .map((item, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: terms may be any node
          <div key={position} className={row}>
            <dt className="text-ink-soft">{item.term}</dt>
            <dd className="min-w-0 wrap-anywhere">{item.description}</dd>
          </div>
        ))}
    </dl>
  );
}

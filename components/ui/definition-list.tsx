import type { ReactNode } from "react";

/** Facts with their names; one beside the other where there is room. Items without a description are left out. */
export function DefinitionList({ items }: { items: readonly { term: ReactNode; description: ReactNode }[] }) {
  return (
    <dl className="divide-y divide-rule text-sm">
      {items
        .filter((item) => item.description !== undefined && item.description !== null && item.description !== "")
        .map((item, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: terms may be any node
          <div key={position} className="grid gap-x-6 gap-y-0.5 py-2.5 sm:grid-cols-[11rem_1fr]">
            <dt className="text-ink-soft">{item.term}</dt>
            <dd className="min-w-0 break-words">{item.description}</dd>
          </div>
        ))}
    </dl>
  );
}

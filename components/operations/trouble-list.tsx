import { useTranslations } from "next-intl";
import { TextLink } from "#components/ui/text-link.tsx";
import type { WatchedNode } from "#lib/features/operations/installation/types.ts";
import { NodeBadge } from "./node-badge.tsx";

/** Nodes that need a hand, each with what is wrong in a sentence. */
export function TroubleList({ nodes }: { nodes: readonly WatchedNode[] }) {
  const failures = useTranslations("nodes.failure");
  const kinds = useTranslations("nodes.kind");
  return (
    <ul className="divide-y divide-rule rounded-lg border border-rule bg-surface text-sm">
      {nodes.map((node) => (
        <li key={node.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
          <TextLink href={`/operations/nodes/${node.id}`} className="min-w-0 font-medium break-words">
            {node.name}
          </TextLink>
          <span className="text-ink-soft">
            {kinds(node.kind)} · {node.ledger}
          </span>
          <NodeBadge node={node} />
          {node.report?.failure ? <span className="min-w-0">{failures(node.report.failure)}</span> : null}
        </li>
      ))}
    </ul>
  );
}

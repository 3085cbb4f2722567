import type { ReactNode } from "react";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

/** An address of operations that belongs to nothing. */
export function NothingHere({
  title,
  text,
  back,
}: {
  title: ReactNode;
  text: ReactNode;
  back: [href: string, label: string];
}) {
  const [href, label] = back;
  return (
    <div className="grid justify-items-start">
      <PageHeader title={title} lead={text} />
      <LinkButton href={href} variant="primary">
        {label}
      </LinkButton>
    </div>
  );
}

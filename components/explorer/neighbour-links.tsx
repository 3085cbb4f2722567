import { ArrowLeft, ArrowRight } from "lucide-react";
import { LinkButton } from "#components/ui/link-button.tsx";

interface Neighbour {
  href: string;
  /** Whole, for screen readers: "Previous block, 7". */
  label: string;
  text: string;
}

/** To the one before and the one after, where they exist. */
export function NeighbourLinks({ previous, next }: { previous?: Neighbour | undefined; next?: Neighbour | undefined }) {
  return (
    <>
      {previous ? (
        <LinkButton
          href={previous.href}
          rel="prev"
          aria-label={previous.label}
          size="sm"
          icon={<ArrowLeft aria-hidden="true" className="size-4" />}
        >
          {previous.text}
        </LinkButton>
      ) : null}
      {next ? (
        <LinkButton href={next.href} rel="next" aria-label={next.label} size="sm">
          {next.text}
          <ArrowRight aria-hidden="true" className="size-4" />
        </LinkButton>
      ) : null}
    </>
  );
}

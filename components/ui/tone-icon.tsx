import { CircleAlert, CircleCheck, CircleX, Info } from "lucide-react";
import type { Tone } from "./tone.ts";

const ICONS = { ok: CircleCheck, attention: CircleAlert, danger: CircleX, neutral: Info };

/** Decorative; the words beside it carry the meaning. */
export function ToneIcon({ tone, className }: { tone: Tone; className?: string }) {
  const Icon = ICONS[tone];
  return <Icon aria-hidden="true" className={className} />;
}

/** The four tones in which the interface speaks. Colour never stands alone: each comes with an icon and words. */
export type Tone = "ok" | "attention" | "danger" | "neutral";

export const TONE_BOX: Record<Tone, string> = {
  ok: "border-ok-rule bg-ok-ground text-ok",
  attention: "border-attention-rule bg-attention-ground text-attention",
  danger: "border-danger-rule bg-danger-ground text-danger",
  neutral: "border-rule bg-sunken text-ink-soft",
};

export const TONE_TEXT: Record<Tone, string> = {
  ok: "text-ok",
  attention: "text-attention",
  danger: "text-danger",
  neutral: "text-ink-soft",
};

import type { ComponentProps, ReactNode } from "react";
import { cx } from "./class-names.ts";
import { ScriptedButton } from "./scripted-button.tsx";
import { Spinner } from "./spinner.tsx";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "sm" | "md" | "lg";

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "border-ink bg-ink text-paper hover:bg-ink-soft hover:border-ink-soft",
  secondary: "border-rule-strong bg-surface text-ink hover:border-ink hover:bg-sunken",
  quiet: "border-transparent bg-transparent text-ink hover:bg-sunken",
  danger: "border-danger-fill bg-danger-fill text-white hover:opacity-90",
};

const SIZES: Record<ButtonSize, string> = {
  sm: "min-h-9 px-3 pointer-coarse:min-h-11 text-xs gap-1.5",
  md: "min-h-11 px-4 text-sm gap-2",
  lg: "min-h-13 px-6 text-base gap-2.5",
};

/** The look of a button, for elements that are not one (links, menu triggers). */
export function buttonClass(look: { variant?: ButtonVariant; size?: ButtonSize; className?: string } = {}): string {
  return cx(
    "inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap transition-colors",
    "duration-150 select-none disabled:cursor-not-allowed not-data-waiting:disabled:opacity-55 aria-busy:cursor-progress",
    "print:hidden",
    VARIANTS[look.variant ?? "secondary"],
    SIZES[look.size ?? "md"],
    look.className,
  );
}

export type ButtonProps = ComponentProps<"button"> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Decorative; stands before the text. */
  icon?: ReactNode;
  /** Something is under way: the button stays focusable, shows it, and does nothing when pressed. */
  busy?: boolean;
  /** Sends a form that only script can answer. What has an onClick needs script anyway. */
  scripted?: boolean;
};

export function Button(props: ButtonProps) {
  const { variant, size, icon, busy, scripted, className, children, type = "button", ...rest } = props;
  const Element = scripted || rest.onClick ? ScriptedButton : "button";
  return (
    <Element
      {...rest}
      type={busy ? "button" : type}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? undefined : rest.onClick}
      className={buttonClass({ variant, size, className })}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </Element>
  );
}

/** Reading is quiet; what changes something is not. */
export function MethodMark({ method }: { method: string }) {
  const look =
    method === "GET" ? "border-rule text-ink-soft" : "border-attention-rule bg-attention-ground text-attention";
  return (
    <span
      className={`inline-block min-w-14 rounded-sm border px-1.5 text-center font-mono text-xs font-semibold ${look}`}
    >
      {method}
    </span>
  );
}

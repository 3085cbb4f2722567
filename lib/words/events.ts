/** What happens here that programs elsewhere are told of: `AREA.VERB`. */
export type EventType = "alert.raised" | "alert.resolved";

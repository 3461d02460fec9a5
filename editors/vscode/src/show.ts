// The command of lenses: what the server says of places becomes what the editor shows.
import type { Location as ProtocolLocation, Position as ProtocolPosition } from "vscode-languageclient/node";

/** What makes the editor's own values; a client has one. */
export interface Converter<Uri, Position, Location> {
  asUri(value: string): Uri;
  asPosition(value: ProtocolPosition): Position;
  asLocation(value: ProtocolLocation): Location;
}

/** The arguments of `editor.action.showReferences`, or nothing where the arguments are of another kind. */
export function showReferences<Uri, Position, Location>(
  args: readonly unknown[],
  converter: Converter<Uri, Position, Location>,
): [Uri, Position, Location[]] | undefined {
  const [uri, position, locations] = args;
  if (typeof uri !== "string" || !isPosition(position) || !Array.isArray(locations) || !locations.every(isLocation)) {
    return undefined;
  }
  return [
    converter.asUri(uri),
    converter.asPosition(position),
    locations.map((location) => converter.asLocation(location)),
  ];
}

function isLocation(value: unknown): value is ProtocolLocation {
  return isRecord(value) && typeof value["uri"] === "string" && isRange(value["range"]);
}

function isRange(value: unknown): boolean {
  return isRecord(value) && isPosition(value["start"]) && isPosition(value["end"]);
}

function isPosition(value: unknown): value is ProtocolPosition {
  return isRecord(value) && isCount(value["line"]) && isCount(value["character"]);
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

// Stands in until `wangge schema` writes this file from the server's commands.
export interface Command {
  readonly kind: string
  readonly [field: string]: unknown
}

// Written by `./wangge schema` from grids/commands/; do not edit.

/** Sign for a transferred hazard. */
export interface AcceptTransfer {
  readonly kind: 'accept-transfer'
  readonly hazard: string
}

/** Sign for a notice and say who will do what. */
export interface AcknowledgeNotice {
  readonly kind: 'acknowledge-notice'
  readonly notice: string
  readonly signed_by: string
  readonly phone?: string
  readonly intention?: string
  readonly funds_planned?: number | null
}

/** One checklist item that was not simply in order. */
export interface Answer {
  readonly item: string
  readonly result: AnswerResult
  readonly remark?: string
  readonly hazard?: string | null
}

/** What was seen for one checklist item; unlisted items of a finished visit are `ok`. */
export type AnswerResult = 'ok' | 'hazard' | 'not_applicable' | 'not_checked'

/** Put a published or withdrawn plan away from the working list. */
export interface ArchiveRedraw {
  readonly kind: 'archive-redraw'
  readonly redraw: string
}

/** Put an enterprise into a grid unit by hand, for a stated reason; null lets the point decide again. */
export interface AssignUnit {
  readonly kind: 'assign-unit'
  readonly enterprise: string
  readonly unit: number | null
  readonly reason: string
}

/** Pull a straight piece of boundary, between two neighbouring vertices, to a point. */
export interface BendEdge {
  readonly kind: 'bend'
  readonly start: readonly [number, number]
  readonly end: readonly [number, number]
  readonly to: readonly [number, number]
}

/** Raise or lower the level of a hazard, naming the criteria. */
export interface ChangeLevel {
  readonly kind: 'change-level'
  readonly hazard: string
  readonly level: HazardLevel
  readonly reason: string
  readonly criteria?: readonly string[]
}

/** Accept or decline a proposed change of a file. */
export interface DecideChange {
  readonly kind: 'decide-change'
  readonly change: string
  readonly accepted: boolean
  readonly reason?: string
}

/** Grant or refuse a later date; the original date stays for statistics. */
export interface DecideExtension {
  readonly kind: 'decide-extension'
  readonly hazard: string
  readonly granted: boolean
  readonly reason?: string
}

/** Approve a plan, from its day on or another, or send it back; on its day it is published by itself. */
export interface DecideRedraw {
  readonly kind: 'decide-redraw'
  readonly redraw: string
  readonly approved: boolean
  readonly opinion?: string
  readonly effective_on?: string | null
}

/** Put a survey away. */
export interface DropSurvey {
  readonly kind: 'drop-survey'
  readonly survey: string
  readonly reason: string
}

/** Change the boundaries of a plan by one step, drawn on the revision that the planner saw. */
export interface EditRedraw {
  readonly kind: 'edit-redraw'
  readonly redraw: string
  readonly base_revision: number
  readonly op: MoveVertices | BendEdge | SplitUnit | MergeUnits | GiveGround | GiveEnterprises | RedrawBorder | FollowLine | RenameUnit | SetCode | ReplaceUnits
}

/** What is wrong at a place. */
export type FaultKind = 'ring' | 'overlap' | 'gap' | 'inlet' | 'beyond' | 'piece'

/** Leave, with the outcome, the exceptions found and the signature of the person met. */
export interface FinishVisit {
  readonly kind: 'finish-visit'
  readonly visit: string
  readonly outcome: VisitOutcome
  readonly finished_at: string
  readonly checklist_version?: number | null
  readonly answers?: readonly Answer[]
  readonly person_met?: string
  readonly signature?: string | null
  readonly second_inspector?: string | null
  readonly remark?: string
  readonly photos?: readonly Photo[]
}

/** A position as the device gave it: WGS-84, 68 % radius in metres, age in seconds when used. */
export interface Fix {
  readonly lon: number
  readonly lat: number
  readonly radius_m: number
  readonly age_s?: number
  readonly method?: 'gps' | 'map' | 'qr'
}

/** Let the whole border of two units follow a guide, such as a road. */
export interface FollowLine {
  readonly kind: 'follow'
  readonly one: string
  readonly other: string
  readonly guide: readonly (readonly [number, number])[]
}

/** Give enterprises to another unit, with the ground that is nearer to them than to those that stay. */
export interface GiveEnterprises {
  readonly kind: 'give-enterprises'
  readonly giver: string
  readonly taker: string
  readonly enterprises: readonly string[]
  readonly islands?: boolean
}

/** Give the part of a unit inside a ring to another unit. */
export interface GiveGround {
  readonly kind: 'give-ground'
  readonly giver: string
  readonly taker: string
  readonly ground: readonly (readonly [number, number])[]
  readonly islands?: boolean
}

/** Hand the clean units of a district in: they become a plan of boundaries that is drawn on, submitted, decided. */
export interface HandInSurvey {
  readonly kind: 'hand-in-survey'
  readonly survey: string
  readonly base_revision: number
  readonly district: number
  readonly redraw: string
  readonly title: string
  readonly why?: string
}

/** Strictly general or major; local sub-levels are not levels. Source: Order 16 art 3; docs/rules.md 2.4. */
export type HazardLevel = 'general' | 'major'

/** Tell an enterprise, on a numbered paper, what to rectify by when. */
export interface IssueNotice {
  readonly kind: 'issue-notice'
  readonly notice: string
  readonly enterprise: string
  readonly notice_kind: NoticeKind
  readonly items: readonly NoticeItem[]
  readonly second_inspector?: string | null
}

/** Decide that two entries are one hazard; the master goes on. */
export interface MergeHazard {
  readonly kind: 'merge-hazard'
  readonly hazard: string
  readonly master: string
  readonly reason: string
}

/** Merge units that touch into one of them; the others end. */
export interface MergeUnits {
  readonly kind: 'merge'
  readonly units: readonly string[]
  readonly into: string
}

/** Move shared vertices: every unit that has one follows. */
export interface MoveVertices {
  readonly kind: 'move'
  readonly moves: readonly VertexMove[]
}

/** One hazard on a notice: what to do by when. */
export interface NoticeItem {
  readonly hazard: string
  readonly due_on: string
  readonly demand: string
}

/** The grid reminds, two licensed inspectors order. Source: docs/rules.md 0.1, 2.5. */
export type NoticeKind = 'reminder' | 'rectification_order'

/** Decide in triage that the hazard stands: level, who is competent, by when. */
export interface OpenHazard {
  readonly kind: 'open-hazard'
  readonly hazard: string
  readonly level: HazardLevel
  readonly due_on: string
  readonly suggestion?: string
  readonly interim_measures?: string
  readonly expected_version?: number | null
}

/** A unit as a file or a proposal has it; a key that is not there yet makes a new unit of that code. */
export interface Outline {
  readonly key: string
  readonly name?: string
  readonly town?: number | null
  readonly village?: number | null
  readonly parts: readonly (readonly (readonly (readonly [number, number])[])[])[]
}

/** A picture by the hash of its stored bytes, with when and where it was taken. */
export interface Photo {
  readonly sha256: string
  readonly taken_at: string
  readonly fix?: Fix | null
}

/** Propose another value for fields of an enterprise's file, with the evidence. */
export interface ProposeChange {
  readonly kind: 'propose-change'
  readonly change: string
  readonly enterprise: string
  readonly visit?: string | null
  readonly reason: string
  readonly fields: Readonly<Record<string, string>>
}

/** Let an approved plan hold, on the day that was decided: done by the calendar and nobody else. */
export interface PublishRedraw {
  readonly kind: 'publish-redraw'
  readonly redraw: string
  readonly revision: number
}

/** Draw the edits of a plan anew on the grid units as they are today. */
export interface RebaseRedraw {
  readonly kind: 'rebase-redraw'
  readonly redraw: string
  readonly base_revision: number
}

/** Put a hazard on the list, with its place. */
export interface RecordHazard {
  readonly kind: 'record-hazard'
  readonly hazard: string
  readonly enterprise: string
  readonly visit?: string | null
  readonly found_at: string
  readonly place: string
  readonly description: string
  readonly category: string
  readonly level?: HazardLevel
  readonly fix?: Fix | null
  readonly photos?: readonly Photo[]
  readonly check_item?: string | null
  readonly suggestion?: string
  readonly interim_measures?: string
  readonly due_on?: string | null
  readonly responsible?: string
}

/** Show before and after in the same visit and strike the hazard off at once. */
export interface RectifyOnTheSpot {
  readonly kind: 'rectify-on-the-spot'
  readonly hazard: string
  readonly photos: readonly Photo[]
  readonly done: string
  readonly done_by: string
  readonly done_at: string
}

/** Do the edit again that was taken back last. */
export interface RedoRedraw {
  readonly kind: 'redo-redraw'
  readonly redraw: string
  readonly base_revision: number
}

/** Take the step again that was taken back last. */
export interface RedoSurvey {
  readonly kind: 'redo-survey'
  readonly survey: string
  readonly base_revision: number
}

/** Replace the border of two units, between where a line leaves and meets it, by the line. */
export interface RedrawBorder {
  readonly kind: 'redraw-border'
  readonly one: string
  readonly other: string
  readonly line: readonly (readonly [number, number])[]
}

/** Judge one rectified hazard on the spot: struck off, or back to the enterprise. */
export interface ReinspectHazard {
  readonly kind: 'reinspect-hazard'
  readonly hazard: string
  readonly passed: boolean
  readonly opinion: string
  readonly inspected_at: string
  readonly visit?: string | null
  readonly second_inspector?: string | null
  readonly new_due_on?: string | null
  readonly photos?: readonly Photo[]
  readonly fix?: Fix | null
  readonly expected_version?: number | null
}

/** Decide in triage that there is no hazard; the reporter is told why. */
export interface RejectHazard {
  readonly kind: 'reject-hazard'
  readonly hazard: string
  readonly reason: string
}

/** What is done about a fault. */
export type Remedy = 'mend' | 'give' | 'cut' | 'keep' | 'leave'

/** Give a unit another name. */
export interface RenameUnit {
  readonly kind: 'rename'
  readonly unit: string
  readonly name: string
}

/** Open a closed hazard again: it came back, or the work was not done. */
export interface ReopenHazard {
  readonly kind: 'reopen-hazard'
  readonly hazard: string
  readonly reason: string
  readonly due_on: string
  readonly photos?: readonly Photo[]
}

/** Take the outlines of a file or a proposal for these units; `ended` names units that end. */
export interface ReplaceUnits {
  readonly kind: 'replace'
  readonly units: readonly Outline[]
  readonly ended?: readonly string[]
}

/** Ask the issuer for a later date, before the present one. */
export interface RequestExtension {
  readonly kind: 'request-extension'
  readonly hazard: string
  readonly new_due_on: string
  readonly reason: string
  readonly interim_measures: string
}

/** Send a transferred hazard back with a reason. */
export interface ReturnTransfer {
  readonly kind: 'return-transfer'
  readonly hazard: string
  readonly reason: string
}

/** Approve the plan of a major hazard or send it back. */
export interface ReviewPlan {
  readonly kind: 'review-plan'
  readonly hazard: string
  readonly approved: boolean
  readonly opinion: string
  readonly due_on?: string | null
}

/** Make the link and the QR code of a notice stop working. */
export interface RevokeNoticeLink {
  readonly kind: 'revoke-notice-link'
  readonly notice: string
  readonly reason: string
}

/** Give a unit another code, unique in the district. */
export interface SetCode {
  readonly kind: 'set-code'
  readonly unit: string
  readonly code: string
}

/** Settle faults alike, as a person decided. */
export interface SettleFaults {
  readonly kind: 'settle-faults'
  readonly survey: string
  readonly base_revision: number
  readonly faults: readonly string[]
  readonly remedy: Remedy
  readonly taker?: string | null
  readonly reason?: string
}

/** Split a unit along a line; the larger part keeps code and name. Without a code one is made. */
export interface SplitUnit {
  readonly kind: 'split'
  readonly unit: string
  readonly line: readonly (readonly [number, number])[]
  readonly new_code?: string | null
  readonly new_name?: string | null
}

/** Begin a plan to redraw the grid units of a district, or of one town of it. */
export interface StartRedraw {
  readonly kind: 'start-redraw'
  readonly redraw: string
  readonly district: number
  readonly town?: number | null
  readonly title: string
  readonly why?: string
}

/** Begin to work on a file that was read: whose bytes have this hash, in the coordinate system that was named. */
export interface StartSurvey {
  readonly kind: 'start-survey'
  readonly survey: string
  readonly file_name: string
  readonly sha256: string
  readonly crs: string
}

/** Arrive at an enterprise; presence is recorded and never a wall. */
export interface StartVisit {
  readonly kind: 'start-visit'
  readonly visit: string
  readonly enterprise: string
  readonly visit_kind?: VisitKind
  readonly started_at: string
  readonly fix?: Fix | null
  readonly away_reason?: string
}

/** Hand in the three-part report and six-part plan of a major hazard. */
export interface SubmitPlan {
  readonly kind: 'submit-plan'
  readonly hazard: string
  readonly causes: string
  readonly harm: string
  readonly goals: string
  readonly methods: string
  readonly funds: string
  readonly responsible: string
  readonly time_limit: string
  readonly emergency_measures: string
}

/** Report one hazard rectified, with photos of the same spot. */
export interface SubmitRectification {
  readonly kind: 'submit-rectification'
  readonly hazard: string
  readonly done: string
  readonly done_on: string
  readonly done_by: string
  readonly photos: readonly Photo[]
  readonly funds_actual?: number | null
}

/** Hand a plan in for approval, with the day from which it is to hold. */
export interface SubmitRedraw {
  readonly kind: 'submit-redraw'
  readonly redraw: string
  readonly base_revision: number
  readonly effective_on: string
}

/** Settle open faults as suggested: those that have one answer, or with `up_to_m` all that are no wider. */
export interface TakeSuggestions {
  readonly kind: 'take-suggestions'
  readonly survey: string
  readonly base_revision: number
  readonly kinds?: readonly FaultKind[]
  readonly up_to_m?: number | null
}

/** Offer the hazard to the body that is competent; it must sign. */
export interface TransferHazard {
  readonly kind: 'transfer-hazard'
  readonly hazard: string
  readonly to_area: number
  readonly reason: string
}

/** Take the last edit of a plan back. */
export interface UndoRedraw {
  readonly kind: 'undo-redraw'
  readonly redraw: string
  readonly base_revision: number
}

/** Take the last step on the list back. */
export interface UndoSurvey {
  readonly kind: 'undo-survey'
  readonly survey: string
  readonly base_revision: number
}

/** Stand at the enterprise and fix where it is. */
export interface VerifyPosition {
  readonly kind: 'verify-position'
  readonly enterprise: string
  readonly fix: Fix
  readonly verified_at: string
  readonly photos?: readonly Photo[]
}

/** From which boundary vertex to where. */
export interface VertexMove {
  readonly at: readonly [number, number]
  readonly to: readonly [number, number]
}

/** A patrol is no inspection. Source: 国办发〔2024〕54号; docs/rules.md 0.1. */
export type VisitKind = 'patrol' | 'inspection' | 'reinspection'

/** How a visit ended; all but `inspected` and `suspended` question the file. Source: docs/rules.md 3.3. */
export type VisitOutcome = 'inspected' | 'closed_door' | 'suspended' | 'moved' | 'not_found' | 'refused' | 'new_owner' | 'several_units'

/** Take a wrong entry off the figures; it stays readable. */
export interface VoidHazard {
  readonly kind: 'void-hazard'
  readonly hazard: string
  readonly reason: string
}

/** Give a plan up before it is published; it stays readable. */
export interface WithdrawRedraw {
  readonly kind: 'withdraw-redraw'
  readonly redraw: string
  readonly reason: string
}

export type Command =
  | AcceptTransfer
  | AcknowledgeNotice
  | ArchiveRedraw
  | AssignUnit
  | ChangeLevel
  | DecideChange
  | DecideExtension
  | DecideRedraw
  | DropSurvey
  | EditRedraw
  | FinishVisit
  | HandInSurvey
  | IssueNotice
  | MergeHazard
  | OpenHazard
  | ProposeChange
  | PublishRedraw
  | RebaseRedraw
  | RecordHazard
  | RectifyOnTheSpot
  | RedoRedraw
  | RedoSurvey
  | ReinspectHazard
  | RejectHazard
  | ReopenHazard
  | RequestExtension
  | ReturnTransfer
  | ReviewPlan
  | RevokeNoticeLink
  | SettleFaults
  | StartRedraw
  | StartSurvey
  | StartVisit
  | SubmitPlan
  | SubmitRectification
  | SubmitRedraw
  | TakeSuggestions
  | TransferHazard
  | UndoRedraw
  | UndoSurvey
  | VerifyPosition
  | VoidHazard
  | WithdrawRedraw

export type CommandKind = Command['kind']

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

/** Accept a signed report, or send it back to be corrected. */
export interface DecideSelfReport {
  readonly kind: 'decide-self-report'
  readonly report: string
  readonly accepted: boolean
  readonly opinion?: string
}

/** Give a draft up; what is published stays as it is. */
export interface DropStandardDraft {
  readonly kind: 'drop-standard-draft'
  readonly standard: string
  readonly reason: string
}

/** Change the boundaries of a plan by one step, drawn on the revision that the planner saw. */
export interface EditRedraw {
  readonly kind: 'edit-redraw'
  readonly redraw: string
  readonly base_revision: number
  readonly op: MoveVertices | BendEdge | SplitUnit | MergeUnits | GiveGround | GiveEnterprises | RedrawBorder | FollowLine | RenameUnit | SetCode | ReplaceUnits
}

/** What shows that an item is in order. */
export type Evidence = 'sight' | 'document' | 'record' | 'question' | 'test' | 'measurement' | 'photo'

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

/** How often the enterprise looks at an item itself. */
export type Frequency = 'each_shift' | 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'half_yearly' | 'yearly' | 'on_change'

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

/** Let the draft hold as the next version from a day on; the version before it ends that day. */
export interface PublishStandard {
  readonly kind: 'publish-standard'
  readonly standard: string
  readonly base_revision: number
  readonly valid_from: string
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
  readonly criteria?: readonly string[]
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

/** Write the whole draft of the next version, on the revision that was seen. */
export interface SaveStandard {
  readonly kind: 'save-standard'
  readonly standard: string
  readonly base_revision: number
  readonly header: StandardHeader
  readonly items: readonly StandardItem[]
}

/** What was seen for one item; every item that was looked at is named, those left out were not checked. */
export interface SelfAnswer {
  readonly item: string
  readonly result: AnswerResult
  readonly remark?: string
  readonly hazard?: string | null
  readonly off?: number | null
}

/** The figures of a report as the principal saw and signed them. */
export interface SelfFigures {
  readonly checks: number
  readonly items: number
  readonly general_found: number
  readonly general_closed: number
  readonly major_found: number
  readonly major_closed: number
  readonly major_planned: number
  readonly major_in_place: number
  readonly funds: number
}

/** Give a unit another code, unique in the district. */
export interface SetCode {
  readonly kind: 'set-code'
  readonly unit: string
  readonly code: string
}

/** Hand the report of a period in, signed by the principal; a second time it is a correction with its reason. */
export interface SignSelfReport {
  readonly kind: 'sign-self-report'
  readonly report: string
  readonly enterprise: string
  readonly period: string
  readonly figures: SelfFigures
  readonly principal: string
  readonly signature: string
  readonly signed_at: string
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

/** What a standard is called and whom it is for; no class means every class, a tag narrows to those that bear it. */
export interface StandardHeader {
  readonly name: string
  readonly name_en?: string
  readonly classes?: readonly string[]
  readonly tags?: readonly string[]
}

/** One item with its two faces: what the enterprise does and how, what the regulator looks at and how. */
export interface StandardItem {
  readonly code: string
  readonly category: string
  readonly level?: HazardLevel
  readonly title: string
  readonly title_en?: string
  readonly do?: string
  readonly do_en?: string
  readonly do_how?: string
  readonly do_how_en?: string
  readonly look?: string
  readonly look_en?: string
  readonly how?: string
  readonly how_en?: string
  readonly evidence?: readonly Evidence[]
  readonly frequency?: Frequency | null
  readonly law?: string
  readonly law_en?: string
  readonly penalty?: string
  readonly penalty_en?: string
  readonly criteria?: readonly string[]
  readonly points?: number | null
  readonly deduction?: string
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

/** Begin a standard of a district's department, with an empty draft. */
export interface StartStandard {
  readonly kind: 'start-standard'
  readonly standard: string
  readonly district: number
  readonly code: string
  readonly header: StandardHeader
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

/** Put a self-check on record: by which list, what was looked at, what was found. */
export interface SubmitSelfCheck {
  readonly kind: 'submit-self-check'
  readonly self_check: string
  readonly enterprise: string
  readonly checklist_version: number
  readonly started_at: string
  readonly finished_at: string
  readonly answers: readonly SelfAnswer[]
  readonly area?: string
  readonly checker: string
  readonly remark?: string
  readonly photos?: readonly Photo[]
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
  | DecideSelfReport
  | DropStandardDraft
  | EditRedraw
  | FinishVisit
  | IssueNotice
  | MergeHazard
  | OpenHazard
  | ProposeChange
  | PublishStandard
  | RebaseRedraw
  | RecordHazard
  | RectifyOnTheSpot
  | RedoRedraw
  | ReinspectHazard
  | RejectHazard
  | ReopenHazard
  | RequestExtension
  | ReturnTransfer
  | ReviewPlan
  | RevokeNoticeLink
  | SaveStandard
  | SignSelfReport
  | StartRedraw
  | StartStandard
  | StartVisit
  | SubmitPlan
  | SubmitRectification
  | SubmitRedraw
  | SubmitSelfCheck
  | TransferHazard
  | UndoRedraw
  | VerifyPosition
  | VoidHazard
  | WithdrawRedraw

export type CommandKind = Command['kind']

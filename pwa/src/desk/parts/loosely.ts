// Renders a component of the kit by plain settings. The kit's own prop types do not hold under exact optional
// properties, which the rest of this code base keeps; the wrappers beside this file are typed instead.
import { h, type Component, type VNode } from 'vue'

export function loosely(component: Component, settings: Readonly<Record<string, unknown>>, children?: () => VNode[]): VNode {
  return h(component, settings, children === undefined ? {} : { default: children })
}

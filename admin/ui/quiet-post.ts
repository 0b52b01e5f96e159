/**
 * Sends a form without leaving the page: `target` and the other parts of the ticket come back anew, what is
 * typed elsewhere stays. Without JavaScript the same form is an ordinary one.
 */
export function quietPost(action: string, target: 'side' | 'composer'): Record<string, string> {
  const others = ['t-head', 'conversation', 'flash', ...(target === 'composer' ? ['side'] : [])]
  return {
    method: 'post',
    action,
    'hx-post': action,
    'hx-target': `#${target}`,
    'hx-select': `#${target}`,
    'hx-swap': `${target === 'composer' ? 'outerHTML' : 'outerMorph'} ignoreTitle:true`,
    'hx-select-oob': others.map((id) => `#${id}:outerMorph`).join(','),
    'hx-disable': 'find button',
    'hx-status:401': 'swap:none',
    'hx-status:403': 'swap:none',
    'hx-status:404': 'swap:none',
    'hx-status:413': 'swap:none',
    'hx-status:5xx': 'swap:none',
  }
}

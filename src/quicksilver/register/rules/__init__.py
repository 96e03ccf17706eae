"""The rules of the register: life cycles, roles, visibility and what guards a step."""

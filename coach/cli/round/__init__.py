"""Commands that practice: a round, a drill, a mark of one's own, the room, the plan."""

"""What a report cycle asks of records: answers, acceptance, notices, reminders."""

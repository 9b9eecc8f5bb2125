import Commands

placeholder()

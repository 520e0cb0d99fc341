"""What is to come, made from below: out of customers and of what people can carry. All of it is pure.

`sharing` divides cents without losing one · `pace` what earlier deals taught · `basis` what a plan stands
on · `figures` what it comes to, as it is and with levers moved · `lines` the plan row by row · `naive` the
line to beat · `needing` the pipeline that a gap asks for · `errors` how far plans were off.
"""
